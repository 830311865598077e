import { expect, test } from 'vitest';
import { explainOptions } from './explain-options.mjs';

test.each([
  [{ npm_config_port_base: 'true' }, ['25000'], 'npm start -- --port-base 25000'],
  [{ npm_config_port_base: '25000' }, [], 'npm start -- --port-base 25000'],
  [{ npm_config_port_base: 'true', npm_config_state: 'true' }, ['25000', 'x'], '-- --port-base 25000 --state x'],
  [{ npm_config_store: 'true' }, [], 'npm start -- --store VALUE'],
])('what npm kept for itself (%j, %j) is explained', (environment, args, expected) => {
  expect(explainOptions(environment, args)).toContain(expected);
});

test('options that came through need no word', () => {
  expect(explainOptions({ npm_config_cache: '/cache' }, ['--port-base', '25000'])).toBeUndefined();
});
