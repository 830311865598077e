import type { ProbeResult } from '@wharfinger/control-store';
import { expect, test } from 'vitest';

import { createPreparation } from './preparation.ts';

type Ensured = { kind: 'created' | 'exists' | 'nobody' };
const SUPPORTED: ProbeResult = { kind: 'supported' };
const DOWN = new Error('the store is down');

async function next<T>(queue: (T | Error)[]): Promise<T> {
  const answer = queue.shift();
  if (answer === undefined) throw new TypeError('asked more often than the test foresees');
  if (answer instanceof Error) throw answer;
  return answer;
}

/** Gives one answer after another, and stops after the last pause that is expected. */
function open(answers: { probe: (ProbeResult | Error)[]; ensure: (Ensured | Error)[] }) {
  const stopping = new AbortController();
  const pausesMs: number[] = [];
  const missing: unknown[] = [];
  const logged: unknown[] = [];
  const probes = [...answers.probe];
  const ensures = [...answers.ensure];
  const preparation = createPreparation({
    probe: () => next(probes),
    ensureFirstAdministrator: () => next(ensures),
    sleep: async (ms) => {
      pausesMs.push(ms);
      const state = preparation.readiness();
      missing.push(state.kind === 'ready' ? [] : state.missing);
      if (probes.length + ensures.length === 0) {
        stopping.abort();
        throw new Error('aborted');
      }
    },
    log: {
      info: (_fields: object, message?: string) => logged.push(message),
      warn: (fields: object) => logged.push(fields),
    },
  });
  return { preparation, run: () => preparation.run(stopping.signal), pausesMs, missing, logged };
}

test('it is ready once the store keeps conditions and the first administrator is there', async () => {
  const { logged, pausesMs, preparation, run } = open({ probe: [SUPPORTED], ensure: [{ kind: 'created' }] });
  expect(preparation.readiness()).toEqual({ kind: 'not-ready', missing: [expect.stringContaining('control store')] });
  expect(preparation.isWritable()).toBe(false);
  await run();
  expect(preparation.readiness()).toEqual({ kind: 'ready' });
  expect(preparation.isWritable()).toBe(true);
  expect(pausesMs).toEqual([]);
  expect(logged).toEqual(['first administrator created']);
});

test('it tries again, at most every two seconds, until the store is there', async () => {
  const { pausesMs, preparation, run } = open({
    probe: [...Array.from({ length: 7 }, () => DOWN), SUPPORTED],
    ensure: [DOWN, { kind: 'exists' }],
  });
  await run();
  expect(pausesMs).toEqual([500, 1000, 2000, 2000, 2000, 2000, 2000, 2000]);
  expect(preparation.readiness()).toEqual({ kind: 'ready' });
});

test('a store that ignores conditions is named, is not written to, and is asked again', async () => {
  const unsupported: ProbeResult = { kind: 'unsupported', reason: 'If-None-Match: * overwrites a key that exists' };
  const { logged, missing, preparation, run } = open({ probe: [unsupported, unsupported], ensure: [] });
  await run();
  expect(preparation.isWritable()).toBe(false);
  expect(missing[0]).toEqual([expect.stringContaining('If-None-Match: * overwrites')]);
  expect(logged).toHaveLength(1);
});

test('a store without any user says which variable is missing', async () => {
  const { missing, preparation, run } = open({ probe: [SUPPORTED], ensure: [{ kind: 'nobody' }, { kind: 'exists' }] });
  await run();
  expect(missing).toEqual([[expect.stringContaining('WHARFINGER_FIRST_ADMIN_PASSWORD')]]);
  expect(preparation.readiness()).toEqual({ kind: 'ready' });
});

test('it ends when the process does', async () => {
  const { pausesMs, preparation, run } = open({ probe: [DOWN], ensure: [] });
  await run();
  expect(pausesMs).toEqual([500]);
  expect(preparation.readiness()).toMatchObject({ kind: 'not-ready' });
});
