import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { EVERY_TOOL } from './clients/every-tool.ts';
import { CommandError } from './clients/run-command.ts';
import { createSandbox } from './clients/sandbox.ts';
import { eventually } from './eventually.ts';
import { createAccessKey, revokeAccessKey } from './http/access-key.ts';
import { createAccount } from './http/admin-api.ts';
import { changeAccount } from './http/change-account.ts';
import { openRepository } from './http/registry-session.ts';
import { REGISTRY_SERVICE, requestToken } from './http/token-request.ts';
import { buildImage } from './images/image.ts';
import { writeOciLayout } from './images/oci-layout.ts';
import { hostOf } from './system/stack-schema.ts';

const stack = inject('stack');

/** What a change of an identity may take until it is in force (design, invariant 5). */
const IN_FORCE_WITHIN_MS = 5000;
/** For the requests themselves, on a busy machine. */
const MARGIN_MS = 1500;

describe.each(EVERY_TOOL)('$name', ({ createTool }) => {
  test('logs in with an access key and pushes and pulls; with one that may only pull it cannot push', async () => {
    const account = await createAccount(stack);
    const repository = `${account.username}/app`;
    const reference = `${hostOf(stack)}/${repository}:v1`;
    const image = buildImage({ seed: 'with a key' });
    const free = await createAccessKey(stack, account);
    const pullAlone = await createAccessKey(stack, account, [`repository:${account.username}/**:pull`]);
    const sandbox = await createSandbox('access-key');
    try {
      const tool = createTool(sandbox, hostOf(stack));
      const layout = path.join(sandbox.directory, 'layout');
      await writeOciLayout(layout, image, 'v1');

      await tool.login(free.credentials);
      await tool.push(layout, 'v1', reference);
      expect(await tool.resolve(reference)).toBe(image.manifest.descriptor.digest);

      await tool.login(pullAlone.credentials);
      expect(await tool.resolve(reference)).toBe(image.manifest.descriptor.digest);
      const refused = tool.push(layout, 'v1', `${hostOf(stack)}/${repository}:v2`);
      await expect(refused).rejects.toThrow(CommandError);
      expect((await openRepository(stack, repository, account).pullManifest('v2')).status).toBe(404);
    } finally {
      await sandbox.remove();
    }
  });

  test('pulls no more once its key was revoked', async () => {
    const account = await createAccount(stack);
    const repository = `${account.username}/app`;
    const image = buildImage({ seed: 'until it is revoked' });
    await openRepository(stack, repository, account).push(image, 'v1');
    const key = await createAccessKey(stack, account);
    const sandbox = await createSandbox('access-key');
    try {
      const tool = createTool(sandbox, hostOf(stack));
      const reference = `${hostOf(stack)}/${repository}:v1`;
      await tool.login(key.credentials);
      expect(await tool.resolve(reference)).toBe(image.manifest.descriptor.digest);
      await revokeAccessKey(stack, key);
      await eventually('the revoked key is refused', async () =>
        (await statusWith(key.credentials)) === 401 ? true : undefined,
      );
      await expect(tool.resolve(reference)).rejects.toThrow(CommandError);
    } finally {
      await sandbox.remove();
    }
  });
});

type Credentials = Parameters<typeof requestToken>[1]['credentials'];

async function statusWith(credentials: Credentials): Promise<number> {
  const answer = await requestToken(stack, { service: REGISTRY_SERVICE, scopes: [], credentials });
  await answer.text();
  return answer.status;
}

/** How long who just signed in with it still gets a token, counted from before the change. */
async function measureUntilRefused(credentials: Credentials, change: () => Promise<void>): Promise<number> {
  // So that every cache on the way has just been filled, and knows it for as long as it may.
  expect(await statusWith(credentials)).toBe(200);
  const startMs = performance.now();
  await change();
  await eventually(
    'it is refused',
    async () => {
      const status = await statusWith(credentials);
      expect([200, 401]).toContain(status);
      return status === 401 ? true : undefined;
    },
    { intervalMs: 25, timeoutMs: IN_FORCE_WITHIN_MS + MARGIN_MS },
  );
  return performance.now() - startMs;
}

describe('in force within five seconds', () => {
  test('a revoked key, while another of the same account is good', async ({ annotate }) => {
    const account = await createAccount(stack);
    const [revoked, kept] = [await createAccessKey(stack, account), await createAccessKey(stack, account)];
    const tookMs = await measureUntilRefused(revoked.credentials, () => revokeAccessKey(stack, revoked));
    await annotate(`revoked → refused: ${Math.round(tookMs)} ms`);
    expect(tookMs).toBeLessThan(IN_FORCE_WITHIN_MS + MARGIN_MS);
    expect(await statusWith(kept.credentials)).toBe(200);
    expect(await statusWith(account)).toBe(200);
  });

  test('a disabled user, with a key and with the password; enabled again both are good', async ({ annotate }) => {
    const account = await createAccount(stack);
    const key = await createAccessKey(stack, account);
    expect(await statusWith(account)).toBe(200);
    const tookMs = await measureUntilRefused(key.credentials, () =>
      changeAccount(stack, account.username, { disabled: true }),
    );
    await annotate(`disabled → refused: ${Math.round(tookMs)} ms`);
    expect(tookMs).toBeLessThan(IN_FORCE_WITHIN_MS + MARGIN_MS);
    expect(await statusWith(account)).toBe(401);
    await changeAccount(stack, account.username, { disabled: false });
    await eventually('both are good again', async () =>
      (await statusWith(key.credentials)) === 200 && (await statusWith(account)) === 200 ? true : undefined,
    );
  });
});

describe('a key', () => {
  test('of another account, or mistyped, is refused, and its user’s password goes on', async () => {
    const [account, other] = [await createAccount(stack), await createAccount(stack)];
    const { credentials } = await createAccessKey(stack, account);
    expect(await statusWith({ ...credentials, username: other.username })).toBe(401);
    const mistyped = credentials.password.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(await statusWith({ ...credentials, password: mistyped })).toBe(401);
    expect(await statusWith(credentials)).toBe(200);
    expect(await statusWith(account)).toBe(200);
  });

  test('restricted to one repository opens no other, though its user may', async () => {
    const account = await createAccount(stack);
    const image = buildImage({ seed: 'restricted' });
    await openRepository(stack, `${account.username}/one`, account).push(image, 'v1');
    await openRepository(stack, `${account.username}/two`, account).push(image, 'v1');
    const { credentials } = await createAccessKey(stack, account, [`repository:${account.username}/one:pull`]);
    expect((await openRepository(stack, `${account.username}/one`, credentials).pullManifest('v1')).status).toBe(200);
    expect((await openRepository(stack, `${account.username}/two`, credentials).pullManifest('v1')).status).toBe(401);
  });
});
