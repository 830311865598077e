import { describe, expect, test } from 'vitest';

import { parseTokenRequest, type TokenCall } from './parse-token-request.ts';

const LIMITS = { services: ['registry.example', 'wharfinger'], maxScopes: 3, maxScopesBytes: 1000 };
const FORM = 'application/x-www-form-urlencoded';
const ALICE = `Basic ${Buffer.from('alice:correct horse').toString('base64')}`;

const call = (change: Partial<TokenCall> & { parameters?: string }): TokenCall => ({
  method: 'GET',
  query: new URLSearchParams(change.parameters),
  authorization: undefined,
  contentType: undefined,
  body: new Uint8Array(),
  ...change,
});

const get = (parameters: string, authorization?: string) =>
  parseTokenRequest(call({ parameters, authorization }), LIMITS);

const post = (form: string | Uint8Array, change: Partial<TokenCall> = {}) =>
  parseTokenRequest(call({ method: 'POST', contentType: FORM, body: Buffer.from(form), ...change }), LIMITS);

const basicOf = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('GET', () => {
  test('without credentials is anonymous', () => {
    expect(get('service=registry.example&scope=repository:public/app:pull')).toEqual({
      kind: 'ok',
      value: {
        grant: { kind: 'anonymous' },
        service: 'registry.example',
        scopes: [{ type: 'repository', name: 'public/app', actions: ['pull'] }],
        clientId: '',
        isOffline: false,
        isForm: false,
      },
    });
  });

  test('with Basic signs in, and without a scope is a login', () => {
    expect(get('service=wharfinger&account=alice&client_id=docker&offline_token=true', ALICE)).toEqual({
      kind: 'ok',
      value: {
        grant: { kind: 'sign-in', account: 'alice', password: 'correct horse' },
        service: 'wharfinger',
        scopes: [],
        clientId: 'docker',
        isOffline: true,
        isForm: false,
      },
    });
  });

  test.each([
    ['repeated', 'scope=repository:a/b:pull&scope=repository:c/d:push'],
    ['joined by a space', 'scope=repository:a/b:pull+repository:c/d:push'],
    ['in both ways, some twice', 'scope=repository:a/b:pull+repository:c/d:push&scope=repository:a/b:pull'],
    ['with an empty one before them', 'scope=&scope=repository:a/b:pull&scope=repository:c/d:push'],
  ])('takes several scopes %s', (_title, parameters) => {
    expect(get(`service=wharfinger&${parameters}`)).toMatchObject({
      kind: 'ok',
      value: {
        scopes: [
          { name: 'a/b', actions: ['pull'] },
          { name: 'c/d', actions: ['push'] },
        ],
      },
    });
  });

  test.each([
    ['an account that differs from the Basic user', 'service=wharfinger&account=bob', 'account'],
    ['a missing service', 'account=alice', 'service is missing. Ask for one of: registry.example, wharfinger.'],
    ['an empty service', 'service=', 'service is missing'],
    [
      'a service that is not configured',
      'service=other.example',
      '"other.example" gets no tokens here. Ask for one of: ',
    ],
    ['two services', 'service=wharfinger&service=registry.example', 'service is given more than once'],
    ['two accounts', 'service=wharfinger&account=alice&account=alice', 'account is given more than once'],
    ['a malformed scope', 'service=wharfinger&scope=repository:UPPER:pull', '"repository:UPPER:pull"'],
    ['an unknown action', 'service=wharfinger&scope=repository:a/b:frob', '"frob"'],
    ['a bad escape in a scope', 'service=wharfinger&scope=repository:a%zz:pull', '"repository:a%zz:pull"'],
    [
      'a scope smuggled in by the registry',
      'service=wharfinger&scope=repository:q:pull%0Arepository:a/b:push',
      'scope',
    ],
    [
      'more scopes than allowed',
      'service=wharfinger&scope=repository:a:pull+repository:b:pull+repository:c:pull+repository:d:pull',
      'at most 3 scopes',
    ],
    [
      'longer scopes than allowed',
      `service=wharfinger&scope=repository:${'a'.repeat(1000)}:pull`,
      'at most 1000 bytes',
    ],
    ['two clients', 'service=wharfinger&client_id=docker&client_id=docker', 'client_id is given more than once'],
    ['a client that is no visible text', 'service=wharfinger&client_id=a%00', 'client_id is at most 128'],
    ['a client that is not ASCII', 'service=wharfinger&client_id=d%C3%B6cker', 'client_id is at most 128'],
    ['a client that is too long', `service=wharfinger&client_id=${'a'.repeat(129)}`, 'client_id is at most 128'],
    [
      'offline access twice',
      'service=wharfinger&offline_token=true&offline_token=true',
      'offline_token is given more than once',
    ],
  ])('%s is 400 and named', (_title, parameters, named) => {
    expect(get(parameters, ALICE)).toEqual({ kind: 'invalid', reason: expect.stringContaining(named) });
  });

  test.each([
    ['a malformed Authorization header', '', 'Basic ???'],
    ['a token in place of a password', '', 'Bearer eyJhbGciOi'],
    ['an empty password', '', basicOf('alice', '')],
    ['an empty account', '', basicOf('', 'correct horse')],
    ['a user that cannot be an account', '', basicOf('Alice Liddell', 'correct horse')],
    ['an account without credentials', '&account=alice', undefined],
  ])('%s is refused, not anonymous', (_title, parameters, authorization) => {
    expect(get(`service=wharfinger${parameters}`, authorization)).toMatchObject({ kind: 'unauthenticated' });
  });

  test('an empty account parameter is none', () => {
    expect(get('service=wharfinger&account=')).toMatchObject({ kind: 'ok', value: { grant: { kind: 'anonymous' } } });
    expect(get('service=wharfinger&account=', ALICE)).toMatchObject({ value: { grant: { account: 'alice' } } });
  });

  test('credentials in the query are not looked at', () => {
    const parameters = 'service=wharfinger&grant_type=password&username=alice&password=correct+horse';
    expect(get(parameters)).toMatchObject({ kind: 'ok', value: { grant: { kind: 'anonymous' } } });
    const refresh = 'service=wharfinger&grant_type=refresh_token&refresh_token=abc';
    expect(get(refresh)).toMatchObject({ kind: 'ok', value: { grant: { kind: 'anonymous' } } });
  });

  test.each(['', '&offline_token=false', '&offline_token=', '&offline_token=TRUE', '&access_type=offline'])(
    'with %j asks for no refresh token',
    (more) => {
      expect(get(`service=wharfinger${more}`, ALICE)).toMatchObject({ kind: 'ok', value: { isOffline: false } });
    },
  );

  test('takes every visible character of a client, up to 128', () => {
    const clientId = `regclient/regctl (v0.11.7) ~${'a'.repeat(100)}`;
    expect(get(`service=wharfinger&${new URLSearchParams({ client_id: clientId }).toString()}`)).toMatchObject({
      kind: 'ok',
      value: { clientId },
    });
  });
});

describe('POST', () => {
  const signIn = 'grant_type=password&username=alice&password=correct+horse';

  test('with grant_type=password signs in', () => {
    const form = `${signIn}&service=registry.example&client_id=docker&access_type=offline&scope=repository:a/b:pull+repository:c/d:push`;
    expect(post(form, { contentType: 'Application/X-WWW-Form-URLencoded ; charset=utf-8' })).toEqual({
      kind: 'ok',
      value: {
        grant: { kind: 'sign-in', account: 'alice', password: 'correct horse' },
        service: 'registry.example',
        scopes: [
          { type: 'repository', name: 'a/b', actions: ['pull'] },
          { type: 'repository', name: 'c/d', actions: ['push'] },
        ],
        clientId: 'docker',
        isOffline: true,
        isForm: true,
      },
    });
  });

  test.each([
    ['an empty scope', '&scope='],
    ['the same account', '&account=alice'],
    ['an empty account', '&account='],
  ])('with %s is a login', (_title, more) => {
    expect(post(`${signIn}&service=wharfinger${more}`)).toMatchObject({ kind: 'ok', value: { scopes: [] } });
  });

  test.each([
    ['alone', '', null],
    ['with its account', '&account=alice', 'alice'],
    ['with an empty account', '&account=', null],
    ['with credentials, which are not looked at', '&username=bob&password=x', null],
  ])('with a refresh token %s refreshes', (_title, more, account) => {
    expect(post(`grant_type=refresh_token&refresh_token=a.b.c&service=wharfinger&client_id=oras-go${more}`)).toEqual({
      kind: 'ok',
      value: {
        grant: { kind: 'refresh', refreshToken: 'a.b.c', account },
        service: 'wharfinger',
        scopes: [],
        clientId: 'oras-go',
        isOffline: false,
        isForm: true,
      },
    });
  });

  test.each(['', '&access_type=online', '&access_type=', '&offline_token=true'])(
    'with %j asks for no refresh token',
    (more) => {
      expect(post(`${signIn}&service=wharfinger${more}`)).toMatchObject({ kind: 'ok', value: { isOffline: false } });
    },
  );

  test('with another grant is unsupported, and never anonymous', () => {
    expect(post('grant_type=client_credentials&service=wharfinger')).toEqual({
      kind: 'unsupported-grant',
      reason: 'The grant_type "client_credentials" is unsupported; this server takes "password" and "refresh_token".',
    });
  });

  test.each([
    ['no grant_type', 'username=alice&password=x&service=wharfinger', 'grant_type is missing'],
    ['no refresh token', 'grant_type=refresh_token&service=wharfinger', 'refresh_token is missing'],
    [
      'an empty refresh token',
      'grant_type=refresh_token&refresh_token=&service=wharfinger',
      'refresh_token is missing',
    ],
    [
      'two refresh tokens',
      'grant_type=refresh_token&refresh_token=a&refresh_token=b&service=wharfinger',
      'refresh_token is given more than once',
    ],
    [
      'two access types',
      `${signIn}&service=wharfinger&access_type=a&access_type=b`,
      'access_type is given more than once',
    ],
    ['no username', 'grant_type=password&password=x&service=wharfinger', 'username is missing'],
    ['another account', `${signIn}&account=bob&service=wharfinger`, 'account and username differ'],
    ['no service', signIn, 'service is missing'],
    ['two passwords', `${signIn}&password=y&service=wharfinger`, 'password is given more than once'],
    ['two user names', `${signIn}&username=alice&service=wharfinger`, 'username is given more than once'],
    ['two grant types', `${signIn}&grant_type=password&service=wharfinger`, 'grant_type is given more than once'],
  ])('%s is 400 and named', (_title, form, named) => {
    expect(post(form)).toEqual({ kind: 'invalid', reason: expect.stringContaining(named) });
  });

  test.each([
    ['no password', 'grant_type=password&username=alice&service=wharfinger'],
    ['an empty password', 'grant_type=password&username=alice&password=&service=wharfinger'],
    ['bytes that are no account', 'grant_type=password&username=al%ffice&password=x&service=wharfinger'],
  ])('%s is refused', (_title, form) => {
    expect(post(form)).toMatchObject({ kind: 'unauthenticated' });
  });

  test.each([
    ['JSON', { contentType: 'application/json', body: Buffer.from('{}') }],
    ['no content type', { contentType: undefined }],
    [
      'a form that is not UTF-8',
      { body: Buffer.concat([Buffer.from(`${signIn}&service=wharfinger&client_id=`), Uint8Array.of(0xff)]) },
    ],
    ['an Authorization header beside the form', { authorization: ALICE }],
  ])('%s is 400', (_title, change) => {
    expect(post(`${signIn}&service=wharfinger`, change)).toMatchObject({ kind: 'invalid' });
  });

  test('a malformed Authorization header is refused before the form is read', () => {
    expect(post(`${signIn}&service=wharfinger`, { authorization: 'Basic ???' })).toMatchObject({
      kind: 'unauthenticated',
    });
  });

  test('parameters of the query are not looked at', () => {
    const answer = post(signIn, { query: new URLSearchParams('service=wharfinger') });
    expect(answer).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('service is missing') });
  });
});

test('no reason shows a password', () => {
  const reasons = [
    get('service=wharfinger&account=bob', ALICE),
    get('service=other', ALICE),
    post('grant_type=password&username=A&password=correct+horse&service=wharfinger'),
  ];
  expect(JSON.stringify(reasons)).not.toContain('correct');
});
