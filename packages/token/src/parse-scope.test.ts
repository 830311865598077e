import { describe, expect, test } from 'vitest';
import { readCorpus } from '../test/read-corpus.ts';
import { parseScope } from './parse-scope.ts';
import { formatScope } from './scope.ts';

describe('parseScope', () => {
  test.each(readCorpus('scope-valid'))('takes %s and writes it again', (text) => {
    const parsed = parseScope(text);
    expect(parsed.kind === 'ok' ? formatScope(parsed.value) : parsed).toBe(text);
  });

  test.each(readCorpus('scope-invalid'))('refuses %j and names it', (text) => {
    expect(parseScope(text)).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(/^The scope ".*\.$/) });
  });

  test.each([
    ['repository:a:push,pull', { type: 'repository', name: 'a', actions: ['pull', 'push'] }],
    ['repository:a:pull,pull', { type: 'repository', name: 'a', actions: ['pull'] }],
    ['repository:a:pull,*', { type: 'repository', name: 'a', actions: ['*'] }],
    ['repository(plugin):a/b:pull', { type: 'repository', class: 'plugin', name: 'a/b', actions: ['pull'] }],
    ['repository:host:5000/a:pull', { type: 'repository', name: 'host:5000/a', actions: ['pull'] }],
    ['gc:default:run,read', { type: 'gc', name: 'default', actions: ['read', 'run'] }],
  ])('reads %s', (text, value) => {
    expect(parseScope(text)).toEqual({ kind: 'ok', value });
  });

  test.each([
    ['a', 'it is not "type:name:action,…".'],
    ['blob:a:pull', 'there is no resource type "blob".'],
    ['policy(x):default:read', 'a repository alone has a class.'],
    ['registry:base:*', 'the registry has no resource but "catalog".'],
    ['policy:A:read', 'its name is not lower-case letters and digits joined by "-".'],
    ['repository:host:0/a:pull', 'its host and port are not valid.'],
    ['repository:a:pull,eat', '"eat" is not an action of a repository.'],
    ['policy:default:', 'it is not "type:name:action,…".'],
    ['policy:default:read,', '"" is not an action of a policy.'],
  ])('says of %s why', (text, why) => {
    expect(parseScope(text)).toEqual({ kind: 'invalid', reason: `The scope "${text}" is invalid: ${why}` });
  });

  test('takes a path of 255 characters, besides the host, and no more', () => {
    const path = 'a'.repeat(255);
    expect(parseScope(`repository:${path}:pull`).kind).toBe('ok');
    expect(parseScope(`repository:host:5000/${path}:pull`).kind).toBe('ok');
    expect(parseScope(`repository:${path}a:pull`)).toMatchObject({ reason: expect.stringContaining('at most 255') });
    expect(parseScope(`repository:host:5000/${path}a:pull`).kind).toBe('invalid');
  });

  test('takes a host of 253 characters and no more', () => {
    const host = `${'a.'.repeat(126)}a`;
    expect(parseScope(`repository:${host}:5000/a:pull`).kind).toBe('ok');
    expect(parseScope(`repository:a${host}:5000/a:pull`).kind).toBe('invalid');
  });

  test('takes an administration name of 64 characters and a class of 32', () => {
    expect(parseScope(`policy:${'a'.repeat(64)}:read`).kind).toBe('ok');
    expect(parseScope(`repository(${'a'.repeat(32)}):a:pull`).kind).toBe('ok');
  });
});
