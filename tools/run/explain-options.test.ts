import { expect, test } from 'vitest';
import { explainOptions } from './explain-options.mjs';

test.each([
  ['start', { npm_config_port_base: 'true' }, ['25000'], 'npm start -- --port-base 25000'],
  ['start', { npm_config_port_base: '25000' }, [], 'npm start -- --port-base 25000'],
  [
    'start',
    { npm_config_port_base: 'true', npm_config_state: 'true' },
    ['25000', 'x'],
    '-- --port-base 25000 --state x',
  ],
  ['start', { npm_config_store: 'true' }, [], 'npm start -- --store VALUE'],
  ['users', { npm_config_dry_run: 'true' }, ['import', 'f'], 'npm run users -- import f --dry-run'],
  [
    'users',
    { npm_config_dry_run: 'true', npm_config_format: 'true' },
    ['import', 'f', 'htpasswd'],
    'npm run users -- import f --dry-run --format htpasswd',
  ],
  [
    'users',
    { npm_config_new_password_file: 'true' },
    ['password', 'ci', 'f'],
    'npm run users -- password ci --new-password-file f',
  ],
  [
    'policy',
    { npm_config_dry_run: 'true', npm_config_reason: 'true', npm_config_base: 'true' },
    ['apply', 'f', 'so', '7-a'],
    'npm run policy -- apply f --dry-run --reason so --base 7-a',
  ],
])('what npm kept for itself of %s (%j, %j) is explained', (command, environment, args, expected) => {
  expect(explainOptions(command, environment, args)).toContain(expected);
});

test('options that came through need no word, nor do those of other commands', () => {
  expect(explainOptions('test', { npm_config_state: 'x' }, [])).toBeUndefined();
  expect(explainOptions('start', { npm_config_cache: '/cache' }, ['--port-base', '25000'])).toBeUndefined();
});
