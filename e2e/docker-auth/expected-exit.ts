import * as z from 'zod';

import type { RecordedCall } from './recorded-calls.ts';

/** Every account that there is, with its password and the hash of it. */
const ACCOUNTS = [
  {
    account: 'alice',
    password: 'test-pass-1',
    hash: '$argon2id$v=19$m=19456,t=2,p=1$i47V7B6SxWLg56R9EHtCAg$/PaEQUwcwaWihyJVxpHlvVBO8w8vaY8o7aulCpqzzOk',
    labels: { groups: ['dev'] },
  },
  {
    account: 'bob',
    password: 'p',
    hash: '$argon2id$v=19$m=19456,t=2,p=1$lYBoGnIDcrhFu8iluroqtQ$btiQbmNIqK6tbj8vpaWv6FeR2zRhO/eOBevOYpeutqs',
    labels: {},
  },
];

/** Who may do what: alice pulls and pushes a few repositories and reads the catalog, and that is all. */
const POLICY: unknown = {
  schema: 1,
  defaults: false,
  roles: { browser: { permissions: [{ type: 'registry', name: 'catalog', actions: ['*'] }] } },
  bindings: [
    {
      id: 'alice',
      role: 'writer',
      subjects: [{ kind: 'account', account: 'alice' }],
      names: ['team/*', 'a/x', 'b/y', 'b', 'q', 'x', 'r*'],
    },
    { id: 'catalog', role: 'browser', subjects: [{ kind: 'account', account: 'alice' }] },
  ],
  denials: [],
};

/** The control bucket in which these accounts and this policy are. */
export const DOCUMENTS: Readonly<Record<string, unknown>> = {
  'policy/policy.json': POLICY,
  ...Object.fromEntries(
    ACCOUNTS.map(({ account, hash, labels }) => [
      `identities/users/${account}.json`,
      {
        schema: 2,
        account,
        passwordHash: hash,
        passwordVersion: 'version-of-a-test',
        labels,
        disabled: false,
        accessKeys: [],
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-01T00:00:00.000Z',
      },
    ]),
  ),
};

const ALICES = /^(?:team\/(?:app|base)|a\/x|b\/y|b|q|x|r\d+)$/;
const MAX_BODY_BYTES = 262_144;

const question = z.object({
  Account: z.string(),
  Type: z.string(),
  Name: z.string(),
  Service: z.string(),
  Actions: z.array(z.string()),
  Labels: z.record(z.string(), z.array(z.string()).nullable()).nullable(),
});

function isAllowed(json: string): boolean {
  const { Account, Type, Name, Service, Actions, Labels } = question.parse(JSON.parse(json));
  // More labels than an account can have were made up by nobody but a test.
  const isLabelled = Object.entries(Labels ?? {}).every(([key, values]) => key !== '' && (values ?? []).length <= 1024);
  const isRepository = Type === 'repository' && ALICES.test(Name);
  return (
    isLabelled &&
    Account === 'alice' &&
    Service === 'reg.test' &&
    (isRepository || (Type === 'registry' && Name === 'catalog')) &&
    Actions.length > 0 &&
    Actions.every((action) => (isRepository ? ['pull', 'push'] : ['*']).includes(action))
  );
}

/**
 * What a hook must end with, told from the rules alone: the one right password, anonymous, and nothing else is let in; the one
 * repository and its actions, and nothing else is granted; what docker_auth can't have written, or is too long to look at, is a
 * fault.
 */
export function expectedExit({ hook, stdin }: RecordedCall): 0 | 1 | 3 {
  if (stdin.byteLength === 0 || stdin.byteLength > MAX_BODY_BYTES) return 3;
  if (hook === 'ext_authz') return isAllowed(stdin.toString()) ? 0 : 1;
  const isRight = ACCOUNTS.some(({ account, password }) => stdin.equals(Buffer.from(`${account} ${password}`)));
  return isRight || stdin.equals(Buffer.from(' ')) ? 0 : 1;
}

/** What ext_auth must print when it lets somebody in, and nobody must print otherwise. */
export function expectedOutput(call: RecordedCall): string {
  if (call.hook === 'ext_authz' || expectedExit(call) !== 0) return '';
  const [name] = call.stdin.toString().split(' ');
  return JSON.stringify({ labels: ACCOUNTS.find(({ account }) => account === name)?.labels ?? {} });
}

/** Sign-ins that are right, after which nobody has to wait for wrong ones. */
export const RIGHT_SIGN_INS: readonly { account: string; password: string; address: null }[] = ACCOUNTS.map(
  ({ account, password }) => ({ account, password, address: null }),
);
