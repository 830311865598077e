import { plainRequest, policyDocument } from '@wharfinger/fakes';
import { requestedActions } from '@wharfinger/policy';
import { actionsOf } from '@wharfinger/token';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { MAX_AGE_MS, type RunningAuthz, startAuthz } from './start-authz.ts';

const HOOK = {
  Account: 'alice',
  Type: 'repository',
  Name: 'alice/app',
  Service: 'registry.example',
  IP: '10.0.0.7',
  Actions: ['pull', 'push'],
  Labels: null,
};

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz();
});

afterEach(() => authz.stop());

async function answerTo(change: object): Promise<unknown> {
  const response = await authz.postHook({ ...HOOK, ...change });
  return [response.status, response.headers.get('content-type'), await response.text()];
}

const MEDIA_TYPE = 'application/vnd.wharfinger.ext-authz.v1';
const ALLOWED = [200, MEDIA_TYPE, 'allowed'];
const REFUSED = [403, MEDIA_TYPE, 'refused'];

describe('POST /hooks/ext-authz', () => {
  test.each([
    ['every action is granted', {}, ALLOWED],
    ['all of them, as `*`', { Actions: ['*'] }, ALLOWED],
    ['one is not', { Name: 'public/app', Actions: ['delete', 'pull', 'push'] }, REFUSED],
    ['`*` asks for one that is not', { Name: 'public/app', Actions: ['*'] }, REFUSED],
    ['none is', { Name: 'bob/app' }, REFUSED],
    ['none is asked for', { Actions: [] }, REFUSED],
    ['an empty one is asked for', { Actions: ['', 'pull'] }, REFUSED],
    ['one doesn’t exist', { Actions: ['PULL'] }, REFUSED],
    [
      'the anonymous caller asks for what is everybody’s',
      { Account: '', Name: 'public/app', Actions: ['pull'] },
      ALLOWED,
    ],
    ['the anonymous caller asks for more', { Account: '', Name: 'public/app' }, REFUSED],
    [
      'an administrator asks for the catalog',
      { Type: 'registry', Name: 'catalog', Actions: ['*'], Labels: { groups: ['administrators'] } },
      ALLOWED,
    ],
    ['somebody else asks for the catalog', { Type: 'registry', Name: 'catalog', Actions: ['*'] }, REFUSED],
    ['the name leads out of the name space', { Name: 'alice/../bob' }, REFUSED],
    ['the type is mangled', { Type: 'epository' }, REFUSED],
    ['the service is empty', { Service: '' }, REFUSED],
  ])('when %s', async (_, change, expected) => {
    expect(await answerTo(change)).toEqual(expected);
  });

  test('is within the restrictions of the credential', async () => {
    const restrictions = Buffer.from(JSON.stringify(['repository:alice/*:pull'])).toString('base64url');
    const Labels = { 'wharfinger-restrictions': [restrictions] };
    expect(await answerTo({ Labels, Actions: ['pull'] })).toEqual(ALLOWED);
    expect(await answerTo({ Labels })).toEqual(REFUSED);
  });

  test('a fault is neither: nothing in it could be taken for an answer', async () => {
    authz.bucket.failNext(2);
    const unavailable = await authz.postHook(HOOK);
    expect(unavailable.status).toBe(503);
    for (const [body, headers, status] of [
      ['{', {}, 400],
      [{ ...HOOK, Labels: { groups: 'dev' } }, {}, 400],
      [HOOK, { 'content-type': 'application/octet-stream' }, 415],
      [HOOK, { authorization: 'Bearer wrong' }, 401],
      [{ ...HOOK, Name: 'a'.repeat(256 * 1024) }, {}, 413],
    ] as const) {
      const response = await authz.postHook(body, headers);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).not.toBe(MEDIA_TYPE);
    }
  });

  test('a service that isn’t configured is refused: docker_auth makes a token for any', async () => {
    await authz.stop();
    authz = await startAuthz(['registry.example']);
    expect(await answerTo({})).toEqual(ALLOWED);
    expect(await answerTo({ Service: 'other.example' })).toEqual(REFUSED);
  });

  test('answers as POST /v1/authorize does, whatever the policy, whoever asks and with whichever credential', async () => {
    const question = plainRequest.chain((asked) =>
      fc.record({
        asked: fc.constant(asked),
        actions: fc.oneof(
          fc.constantFrom(...actionsOf(asked.type)).map((action) => [action]),
          fc.subarray([...actionsOf(asked.type), '*', 'unheard-of'], { minLength: 1 }),
        ),
        restrictions: fc.oneof(
          { arbitrary: fc.constant(null), weight: 3 },
          fc.subarray(['repository:**:*', 'repository:team/*:pull', 'registry:catalog:*', 'policy:default:read', 'x']),
        ),
      }),
    );
    // So that much is granted too.
    const all = { id: 'all', role: 'administrator', subjects: [{ kind: 'everyone' as const }] };
    const policy = fc
      .tuple(policyDocument, fc.boolean())
      .map(([document, isOpen]) =>
        isOpen ? Object.assign({}, document, { bindings: [...document.bindings, all] }) : document,
      );
    const seen = { allowed: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(policy, question, async (document, { asked, actions, restrictions }) => {
        await authz.putPolicy(JSON.stringify(document));
        authz.clock.advance(MAX_AGE_MS);
        const { account, labels, address, service, type, name } = asked;
        const scope = { type, name, actions };
        const isAllowed = await isAllowedByAuthorize({
          account,
          labels,
          address,
          service,
          scopes: [scope],
          restrictions,
        });
        seen[isAllowed ? 'allowed' : 'refused'] += 1;
        const resource = { Account: account ?? '', Type: type, Name: name, Service: service, IP: address ?? '' };
        const Labels = { ...labels, ...encoded(restrictions) };
        expect(await answerTo({ ...resource, Actions: actions, Labels })).toEqual(isAllowed ? ALLOWED : REFUSED);
      }),
      { numRuns: 300 },
    );
    expect(seen.allowed).toBeGreaterThan(5);
    expect(seen.refused).toBeGreaterThan(5);
  });

  test('refuses whatever a client typed in that POST /v1/authorize calls malformed or grants nothing of', async () => {
    const odd = fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '*',
        '**',
        '../x',
        'alice',
        'ALICE',
        'alice/app',
        'a//b',
        'constructor',
        '__proto__',
        '\0',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('a'.repeat(129), 'a'.repeat(600)),
    );
    const typed = fc.record({
      Account: fc.oneof(odd, fc.constantFrom('', 'alice')),
      Type: fc.oneof(odd, fc.constantFrom('repository', 'registry')),
      Name: fc.oneof(odd, fc.constantFrom('alice/app', 'public/app')),
      Service: fc.oneof(odd, fc.constant('registry.example')),
      Actions: fc.array(fc.oneof(odd, fc.constantFrom('pull', 'push', '*')), { maxLength: 3 }),
    });
    const seen = { malformed: 0, answered: 0 };
    await fc.assert(
      fc.asyncProperty(typed, async (hook) => {
        const { Account: account, Type: type, Name: name, Service: service, Actions: actions } = hook;
        const scopes = [{ type, name, actions }];
        const native = await authz.post({ account, address: '10.0.0.7', service, scopes });
        seen[native.status === 200 ? 'answered' : 'malformed'] += 1;
        const isAllowed = native.status === 200 && isGrantedInAnswer(await native.json());
        expect(await answerTo(hook)).toEqual(isAllowed ? ALLOWED : REFUSED);
      }),
      { numRuns: 300 },
    );
    expect(seen.malformed).toBeGreaterThan(5);
    expect(seen.answered).toBeGreaterThan(5);
  });

  test('neither answers where there is no policy to decide by', async () => {
    await authz.putPolicy('{broken');
    const scopes = [{ type: 'repository', name: 'alice/app', actions: ['pull'] }];
    const native = await authz.post({ account: 'alice', address: null, service: 'registry.example', scopes });
    const hook = await authz.postHook(HOOK);
    expect([native.status, hook.status]).toEqual([503, 503]);
    expect(hook.headers.get('content-type')).not.toBe(MEDIA_TYPE);
  });
});

const answerSchema = z.object({
  decisions: z.tuple([
    z.object({ type: z.string(), name: z.string(), requested: z.array(z.string()), granted: z.array(z.string()) }),
  ]),
});

/** Whether an answer of the native API grants everything; asking for nothing is granted nothing. */
function isGrantedInAnswer(answer: unknown): boolean {
  const [{ type, name, requested, granted }] = answerSchema.parse(answer).decisions;
  const wanted = requestedActions({ type, name, actions: requested });
  return wanted.length > 0 && wanted.every((one) => granted.includes(one));
}

async function isAllowedByAuthorize(body: object): Promise<boolean> {
  return isGrantedInAnswer(await (await authz.post(body)).json());
}

/** Restrictions as authn-hook tells docker_auth of them. */
function encoded(restrictions: readonly string[] | null): Record<string, string[]> {
  if (restrictions === null) return {};
  return { 'wharfinger-restrictions': [Buffer.from(JSON.stringify(restrictions)).toString('base64url')] };
}
