import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { lockState, takeLock } from './lock.ts';

const holder = { pid: 42, registry: 'http://localhost:20000', since: '2026-01-02T03:04:05.678Z' };
const state = (name: string) => `/state/${name}-${String(process.pid)}`;

test('a second comer learns who holds the state, until it is released', async () => {
  const first = await lockState(state('a'), holder);
  expect(first.kind).toBe('locked');

  expect(await lockState(state('a'), { ...holder, pid: 43 })).toStrictEqual({ kind: 'held', holder });
  const other = await lockState(state('b'), holder);
  expect(other.kind).toBe('locked');

  if (first.kind === 'locked') await first.release();
  if (other.kind === 'locked') await other.release();
  const second = await lockState(state('a'), holder);
  expect(second.kind).toBe('locked');
  if (second.kind === 'locked') await second.release();
});

test('of many that come at once, one gets it', async () => {
  const results = await Promise.all(Array.from({ length: 20 }, async () => await lockState(state('c'), holder)));

  expect(results.filter((result) => result.kind === 'locked')).toHaveLength(1);
  await Promise.all(results.map(async (result) => (result.kind === 'locked' ? await result.release() : undefined)));
});

test('a holder that was killed holds nothing', async () => {
  const script = `
    import { lockState } from ${JSON.stringify(new URL('lock.ts', import.meta.url).href)};
    const result = await lockState(${JSON.stringify(state('d'))}, ${JSON.stringify(holder)});
    console.log(result.kind);
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = await once(child.stdout.setEncoding('utf8'), 'data');
  expect(printed).toBe('locked\n');
  expect(await lockState(state('d'), holder)).toStrictEqual({ kind: 'held', holder });

  child.kill('SIGKILL');
  await once(child, 'close');

  const result = await lockState(state('d'), holder);
  expect(result.kind).toBe('locked');
  if (result.kind === 'locked') await result.release();
});

test('any name can be locked; whoever holds it says what it wants', async () => {
  const first = await takeLock(state('e'), 'a build');

  expect(first.kind).toBe('locked');
  expect(await takeLock(state('e'), '')).toStrictEqual({ kind: 'held', holder: 'a build' });
  expect(await lockState(state('e'), holder)).toStrictEqual({ kind: 'held', holder: undefined });
  if (first.kind === 'locked') await first.release();
});
