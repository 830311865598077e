import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { dockerAuthReply, type EndedCall } from './docker-auth-reply.ts';
import { DOCUMENTS, expectedExit, expectedOutput, RIGHT_SIGN_INS } from './expected-exit.ts';
import { createHostileEnvironment, type HostileEnvironment } from './hostile-environment.ts';
import { CALLER_SECRET, type LiveFunctions, startLiveFunctions } from './live-functions.ts';
import { readRecordedCalls, type RecordedCall, type RecordedVector } from './recorded-calls.ts';
import { type HookEnd, hookScript, runHook } from './run-hook.ts';

const { calls, vectors } = readRecordedCalls();
const ends: HookEnd[] = [];
let functions: LiveFunctions | undefined;
let hostile: HostileEnvironment | undefined;
let directory: string;

async function runCall(
  { hook, stdin }: RecordedCall,
  { authn, authz }: LiveFunctions,
  { environment, cwd }: HostileEnvironment,
): Promise<HookEnd> {
  const url = hook === 'ext_auth' ? `${authn}/hooks/ext-auth` : `${authz}/hooks/ext-authz`;
  return runHook(hookScript(hook), [url, path.join(directory, 'secret')], stdin, { environment, cwd });
}

/** Ends the delay that wrong passwords bring, as their owners do. */
async function signInRightly({ authn }: LiveFunctions): Promise<void> {
  for (const signIn of RIGHT_SIGN_INS) {
    const response = await fetch(`${authn}/v1/authenticate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${CALLER_SECRET}`, 'content-type': 'application/json' },
      body: JSON.stringify(signIn),
    });
    expect(await response.json()).toMatchObject({ kind: 'authenticated' });
  }
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'wharfinger-hooks-'));
  await writeFile(path.join(directory, 'secret'), `Authorization: Bearer ${CALLER_SECRET}\n`);
  hostile = await createHostileEnvironment();
  functions = await startLiveFunctions(DOCUMENTS);
  for (const call of calls) {
    const end = await runCall(call, functions, hostile);
    ends.push(end);
    if (call.hook === 'ext_auth' && end.exit !== 0) await signInRightly(functions);
  }
}, 300_000);

afterAll(async () => {
  await functions?.stop();
  await hostile?.remove();
  await rm(directory, { recursive: true });
});

const preview = ({ stdin }: RecordedCall): string => JSON.stringify(stdin.subarray(0, 160).toString('latin1'));
const titledCalls = calls.map((call, index) => [call.hook, preview(call), index, call] as const);

describe('the script, run as docker_auth ran its hook in an environment that leads astray', () => {
  test.each(titledCalls)('%s with %s', (_hook, _text, index, call) => {
    expect(ends[index]).toMatchObject({ exit: expectedExit(call), stdout: expectedOutput(call) });
  });

  test('let nobody but the functions hear of it, and says nothing secret', () => {
    expect(hostile?.overheard()).toBe('');
    const said = ends.map(({ stderr }) => stderr).join('\n');
    const logs = functions?.logs();
    for (const secret of [
      CALLER_SECRET,
      ...RIGHT_SIGN_INS.map(({ password }) => password).filter((p) => p.length > 1),
    ]) {
      expect(said).not.toContain(secret);
      expect(logs).not.toContain(secret);
    }
  });
});

const asked = z.object({ Type: z.string(), Name: z.string(), Actions: z.array(z.string()) });

function endedCall(index: number): EndedCall {
  const call = calls[index];
  const exit = ends[index]?.exit ?? null;
  if (call?.hook !== 'ext_authz' || call.stdin.byteLength === 0) return { hook: 'ext_auth', exit };
  const { Type: type, Name: name, Actions: actions } = asked.parse(JSON.parse(call.stdin.toString()));
  return { hook: 'ext_authz', exit, asked: { type, name, actions } };
}

/** Whether the recording hook ended as ours must, with output that docker_auth takes. */
function isSameDecision(vector: RecordedVector): boolean {
  if (vector.hasOtherBackEnds === true || vector.calls.length === 0) return false;
  return vector.calls.every(({ call, exit, stdout = '', stdinRead }) => {
    const recorded = calls[call];
    const isUsable = stdinRead !== false && recorded !== undefined && recorded.stdin.byteLength > 0;
    return (
      isUsable && expectedExit(recorded) === exit && (recorded.hook === 'ext_authz' || exit !== 0 || stdout === '')
    );
  });
}

const comparable = vectors.filter(isSameDecision).map((vector) => [vector.name, vector] as const);

describe('docker_auth, with the script in the recording hook’s place, answers as it was recorded to', () => {
  test('in seventy of the recorded requests at least', () => {
    expect(comparable.length).toBeGreaterThanOrEqual(70);
  });

  test.each(comparable)('%s', (_name, { calls: used, status, access }) => {
    const reply = dockerAuthReply(used.map(({ call }) => endedCall(call)));
    expect(reply.status).toBe(status);
    // A HEAD request has no answer to look into.
    expect(reply.access).toEqual(access ?? reply.access);
  });
});

const others = vectors
  .filter((vector) => vector.calls.length > 0 && !isSameDecision(vector))
  .map((vector) => [vector.name, vector] as const);

describe('where the recording hook decided otherwise, docker_auth gives no more with the script', () => {
  test.each(others)('%s', (_name, { calls: used }) => {
    const reply = dockerAuthReply(used.map(({ call }) => endedCall(call)));
    const given = (reply.access ?? []).filter(({ actions }) => actions.length > 0);
    const owned = used.flatMap(({ call }) => {
      const one = calls[call];
      const ended = endedCall(call);
      return one !== undefined && ended.hook === 'ext_authz' && expectedExit(one) === 0 ? [ended.asked] : [];
    });
    expect(owned).toEqual(expect.arrayContaining(given));
  });
});
