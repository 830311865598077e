import { expect, test } from 'vitest';
import { runUntilStopped, type Surroundings } from './run-until-stopped.ts';
import { SystemError } from './system/system-error.ts';

const OPTIONS = { stateDirectory: '.local', portBase: 20_000, store: 'memstore' } as const;

const ignore = () => undefined;

/** A system that starts at once, or as `change` says, with everything that happens on record. */
function createSurroundings(change: Partial<Surroundings> = {}) {
  const events: string[] = [];
  let stop: () => void = ignore;
  let hurry: () => void = ignore;
  let fault: (error: unknown) => void = ignore;
  const system: Awaited<ReturnType<Surroundings['startSystem']>> = {
    stack: { sites: [], admin: { username: 'admin', password: 'correct horse' } },
    wasPasswordShown: false,
    recordPasswordShown: () => events.push('password shown'),
    stop: async () => {
      events.push('parts ended');
    },
  };
  const surroundings: Surroundings = {
    setUp: async () => true,
    startSystem: async ({ beforeStart }) => {
      await beforeStart?.();
      return system;
    },
    onStopRequest: (onStop, onHurry) => {
      stop = () => onStop('SIGINT');
      hurry = onHurry;
    },
    onFault: (handle) => {
      fault = handle;
    },
    print: (line) => events.push(line.trim().split('\n')[0] ?? ''),
    printError: (line) => events.push(line.split('\n')[0] ?? ''),
    exit: (code) => events.push(`exit ${String(code)}`),
    ...change,
  };
  return { events, surroundings, stop: () => stop(), hurry: () => hurry(), fault: (error: unknown) => fault(error) };
}

const untilReady = async (events: readonly string[]) => await expect.poll(() => events).toContain('password shown');

test('Ctrl-C ends every part, says one closing word, and is no failure', async () => {
  const { events, surroundings, stop } = createSurroundings();
  const running = runUntilStopped(OPTIONS, surroundings);
  await untilReady(events);

  stop();

  expect(await running).toBe(0);
  expect(events.slice(events.indexOf('password shown'))).toStrictEqual([
    'password shown',
    'Ending every part …',
    'parts ended',
    'Ended.',
  ]);
});

test('Ctrl-C during the set-up is no failure either, of no step', async () => {
  const { events, surroundings, stop } = createSurroundings({
    setUp: async (_, progress, signal) =>
      await progress.step('tools', async () => {
        stop();
        signal.throwIfAborted();
        return 'built';
      }),
  });

  expect(await runUntilStopped(OPTIONS, surroundings)).toBe(0);
  expect(events).toStrictEqual(['Setting up', 'Ending every part …', 'Ended.']);
});

test('a second Ctrl-C ends at once', async () => {
  const { events, surroundings, stop, hurry } = createSurroundings();
  const running = runUntilStopped(OPTIONS, surroundings);
  await untilReady(events);

  stop();
  hurry();
  await running;

  expect(events).toContain('exit 0');
});

test('a fault of the supervisor is said, ends every part, and is a failure', async () => {
  const { events, surroundings, fault } = createSurroundings();
  const running = runUntilStopped(OPTIONS, surroundings);
  await untilReady(events);

  fault(new Error('broken'));

  expect(await running).toBe(1);
  expect(events.slice(-3)).toStrictEqual([
    '! The supervisor has a fault and ends every part: Error: broken',
    'parts ended',
    'Ended.',
  ]);
});

test.each([
  ['ERR_STATE_PATH', 2],
  ['ERR_PORTS_IN_USE', 1],
] as const)('%s is said without a set-up, and ends with code %i', async (code, expected) => {
  const { events, surroundings } = createSurroundings({
    startSystem: async () => {
      throw new SystemError(code, 'Choose another one.');
    },
  });

  expect(await runUntilStopped(OPTIONS, surroundings)).toBe(expected);
  expect(events).toStrictEqual(['Choose another one.']);
});
