import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import { readUserFile } from './read-user-file.ts';

const fixture = (name: string) => readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url), 'utf8');
const outcomes = (text: string) => {
  const file = readUserFile(text);
  return file.kind === 'ok' ? file.entries.map(({ account, kind }) => `${account} ${kind}`) : file;
};

test('an htpasswd file is known as one, and each entry judged', () => {
  expect(readUserFile(fixture('htpasswd'))).toMatchObject({ format: 'htpasswd', broken: [{ line: 13 }] });
  expect(outcomes(fixture('htpasswd'))).toStrictEqual([
    'anna user',
    'bert@example.com user',
    'Carol refused',
    'public refused',
    'old-apache refused',
    'plain refused',
    'slow refused',
    'empty refused',
    'twice refused',
    'twice refused',
  ]);
});

test("docker_auth's configuration is known as one, and each entry judged", () => {
  expect(readUserFile(fixture('auth_config.yml'))).toMatchObject({ format: 'docker-auth', broken: [] });
  expect(outcomes(fixture('auth_config.yml'))).toStrictEqual([
    'anna user',
    'bert@example.com user',
    '123 user',
    ' refused',
    'anyone refused',
    'hello refused',
    'wide refused',
  ]);
});

test.each([
  ['anna:$2y$05$x', 'htpasswd'],
  ['\uFEFF# staff\n\nanna:{SHA}x', 'htpasswd'],
  ['', 'htpasswd'],
  ['anna: {password: x}', 'docker-auth'],
  ['"anna": {password: x}', 'docker-auth'],
  ['anna:\n  password: x', 'docker-auth'],
  ['---\nanna: {password: x}', 'docker-auth'],
  ['%YAML 1.2\n---\nanna: {}', 'docker-auth'],
  ['{"anna":{"password":"x"}}', 'docker-auth'],
])('%j is taken for %s', (text, format) => {
  expect(readUserFile(text)).toMatchObject({ kind: 'ok', format });
});

test('a format that is asked for counts', () => {
  expect(readUserFile('anna: {password: x}', 'htpasswd')).toMatchObject({ entries: [{ kind: 'refused' }] });
  expect(readUserFile('anna:x', 'docker-auth')).toMatchObject({ kind: 'invalid' });
});

test('a file without a single entry that is one is another file', () => {
  expect(readUserFile('just\nsome\ntext', 'htpasswd')).toMatchObject({ kind: 'invalid' });
});

test.each([
  ['anna:\nbert:\n', 'ok'],
  ['anna\nbert\n', 'invalid'],
])('%j is taken for docker-auth in vain, and that is said', (text, kind) => {
  const hint = expect.stringContaining('taken for docker-auth; if it is htpasswd, say --format htpasswd');

  expect(readUserFile(text)).toMatchObject({ kind, [kind === 'ok' ? 'doubt' : 'reason']: hint });
});

test.each([
  ['with somebody to take over', fixture('auth_config.yml'), undefined],
  ['that was asked for', 'anna:\n', 'docker-auth'],
  ['htpasswd', 'anna:{SHA}x', undefined],
] as const)('a format %s is not doubted', (_what, text, format) => {
  expect(readUserFile(text, format)).toMatchObject({ kind: 'ok', doubt: undefined });
});

test.each(['anna:x\0', '\u{1F}\u{8B}\u{8}', '\u{7F}ELF', 'anna:\u{1B}[2J'])('%j is not text', (text) => {
  expect(readUserFile(text)).toStrictEqual({ kind: 'invalid', reason: 'not text' });
  expect(readUserFile(text, 'docker-auth')).toStrictEqual({ kind: 'invalid', reason: 'not text' });
});

test('white space of every kind is text', () => {
  expect(readUserFile('anna:x\r\n\f\v\tbert:y')).toMatchObject({ kind: 'ok' });
});
