import { beforeEach, describe, expect, test } from 'vitest';

import { type AnswerMemory, createAnswerMemory } from './remember-answers.ts';

type Answer = { name: string; maxAgeMs: number };

let clockMs: number;
let memory: AnswerMemory<Answer>;
let asked: string[];

const options = { elapsedMs: () => clockMs, maxAgeMs: 5000 };
const signal = new AbortController().signal;

beforeEach(() => {
  clockMs = 1_000_000;
  asked = [];
  memory = createAnswerMemory<Answer>(options, ({ maxAgeMs }) => maxAgeMs);
});

/** Asks in the name of `name`; the answer tells whose question it answers. */
const want = (name: string, maxAgeMs = 5000, key = 'key'): Promise<Answer> =>
  memory(key, signal, async () => {
    asked.push(name);
    return { name, maxAgeMs };
  });

function throwAtOnce(): Promise<Answer> {
  throw new Error('at once');
}

/** An answer that comes when the test lets it. */
function held(): {
  ask: (signal: AbortSignal) => Promise<Answer>;
  signals: AbortSignal[];
  land: (answer: Answer) => void;
  fail: (fault: Error) => void;
} {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const signals: AbortSignal[] = [];
  const ask = (own: AbortSignal): Promise<Answer> => {
    signals.push(own);
    own.addEventListener('abort', () => reject(new Error('aborted')));
    return promise;
  };
  return { ask, signals, land: resolve, fail: reject };
}

describe('how long', () => {
  test.each([
    [0, 'first'],
    [1999, 'first'],
    [2000, 'second'],
    [-1, 'second'],
    [86_400_000, 'second'],
  ])('an answer that is good for 2000 ms is after %d ms that of the %s', async (afterMs, name) => {
    await want('first', 2000);
    clockMs += afterMs;
    expect(await want('second')).toMatchObject({ name });
  });

  test('no answer is remembered for longer than the memory allows', async () => {
    await want('first', 3_600_000);
    clockMs += 4999;
    expect(await want('second')).toMatchObject({ name: 'first' });
    clockMs += 1;
    expect(await want('third')).toMatchObject({ name: 'third' });
  });

  test('the time counts from the question: nobody knows when in between the answer was made', async () => {
    await memory('key', signal, async () => {
      clockMs += 1500;
      return { name: 'slow', maxAgeMs: 2000 };
    });
    clockMs += 499;
    expect(await want('second')).toMatchObject({ name: 'slow' });
    clockMs += 1;
    expect(await want('third')).toMatchObject({ name: 'third' });
  });

  test('what was answered from memory is no younger for it', async () => {
    await want('first', 2000);
    for (let step = 0; step < 4; step += 1) {
      clockMs += 500;
      await want(`step ${step}`, 2000);
    }
    expect(asked).toEqual(['first', 'step 3']);
  });

  test.each([0, -1, Number.NaN])('an answer that is good for %d ms serves one question', async (maxAgeMs) => {
    await want('first', maxAgeMs);
    expect(await want('second')).toMatchObject({ name: 'second' });
  });

  test('a memory that may keep nothing asks every time, at the same time too', async () => {
    memory = createAnswerMemory<Answer>({ ...options, maxAgeMs: 0 }, ({ maxAgeMs }) => maxAgeMs);
    const answers = await Promise.all([want('first'), want('second')]);
    expect(answers.map(({ name }) => name)).toEqual(['first', 'second']);
  });
});

test('another key is another question', async () => {
  await want('first', 5000, 'one');
  expect(await want('second', 5000, 'other')).toMatchObject({ name: 'second' });
});

test('there is room for so many answers: the one that was not wanted for longest goes', async () => {
  memory = createAnswerMemory<Answer>({ ...options, maxAnswers: 2 }, ({ maxAgeMs }) => maxAgeMs);
  await want('a', 5000, 'a');
  await want('b', 5000, 'b');
  await want('again', 5000, 'a');
  await want('c', 5000, 'c');
  await want('a is still there', 5000, 'a');
  await want('b is not', 5000, 'b');
  expect(asked).toEqual(['a', 'b', 'c', 'b is not']);
});

test('a fault is not remembered', async () => {
  await expect(memory('key', signal, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await want('second')).toMatchObject({ name: 'second' });
});

test('neither is one that is thrown at once', async () => {
  await expect(memory('key', signal, throwAtOnce)).rejects.toThrow('at once');
  expect(await want('second')).toMatchObject({ name: 'second' });
});

describe('equal questions at the same time', () => {
  test('one is asked, and its answer serves all', async () => {
    const flight = held();
    const first = memory('key', signal, flight.ask);
    const others = [want('second'), want('third')];
    flight.land({ name: 'first', maxAgeMs: 5000 });
    const answers = await Promise.all([first, ...others]);
    expect(answers.map(({ name }) => name)).toEqual(['first', 'first', 'first']);
    expect(asked).toEqual([]);
  });

  test('an answer that serves one question serves the one that was asked', async () => {
    const flight = held();
    const first = memory('key', signal, flight.ask);
    const second = want('second', 0);
    flight.land({ name: 'first', maxAgeMs: 0 });
    expect([await first, await second]).toMatchObject([{ name: 'first' }, { name: 'second' }]);
  });

  test('an answer that came too late to be remembered serves none of those who waited', async () => {
    const flight = held();
    const first = memory('key', signal, flight.ask);
    clockMs += 4900;
    const second = want('second');
    clockMs += 200;
    flight.land({ name: 'first', maxAgeMs: 5000 });
    expect([await first, await second]).toMatchObject([{ name: 'first' }, { name: 'second' }]);
  });

  test('all share a fault, and the next question is asked', async () => {
    const flight = held();
    const both = [memory('key', signal, flight.ask), want('second')];
    flight.fail(new Error('away'));
    expect(await Promise.allSettled(both)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(await want('third')).toMatchObject({ name: 'third' });
    expect(asked).toEqual(['third']);
  });

  test('whoever goes away ends nothing that others wait for', async () => {
    const flight = held();
    const client = new AbortController();
    const first = memory('key', client.signal, flight.ask);
    const second = want('second');
    client.abort();
    expect(flight.signals.map(({ aborted }) => aborted)).toEqual([false]);
    flight.land({ name: 'first', maxAgeMs: 5000 });
    expect(await second).toMatchObject({ name: 'first' });
    await first;
  });

  test('once all have gone the question is given up, and whoever comes then asks anew', async () => {
    const flight = held();
    const clients = [new AbortController(), new AbortController()];
    const gone = clients.map((client) => memory('key', client.signal, flight.ask));
    for (const client of clients) client.abort();
    const late = want('late');
    expect(flight.signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(await Promise.allSettled(gone)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(await late).toMatchObject({ name: 'late' });
  });

  test('whoever had gone before asking waits for nothing', async () => {
    const flight = held();
    await expect(memory('key', AbortSignal.abort(), flight.ask)).rejects.toThrow('aborted');
  });
});
