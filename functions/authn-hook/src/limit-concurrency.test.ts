import { expect, test } from 'vitest';

import { limitConcurrency } from './limit-concurrency.ts';

function work() {
  const started: string[] = [];
  const finish = new Map<string, { resolve: (value: string) => void; reject: (error: Error) => void }>();
  return {
    started,
    run: (name: string) => () => {
      started.push(name);
      return new Promise<string>((resolve, reject) => {
        finish.set(name, { resolve, reject });
      });
    },
    finish: (name: string) => finish.get(name)?.resolve(name),
    fail: (name: string) => finish.get(name)?.reject(new Error(name)),
  };
}

test('so many run, so many wait in order, and the next is told at once', async () => {
  const limit = limitConcurrency({ running: 2, waiting: 2, waitingPerKey: 1 });
  const { finish, run, started } = work();
  const [one, two, three, four] = ['1', '2', '3', '4'].map((name) => limit(run(name)));
  expect(await limit(run('5'))).toEqual({ kind: 'busy', who: 'everybody' });
  expect(started).toEqual(['1', '2']);
  finish('2');
  expect(await two).toEqual({ kind: 'done', value: '2' });
  expect(started).toEqual(['1', '2', '3']);
  finish('3');
  finish('1');
  await Promise.all([one, three]);
  finish('4');
  expect(await four).toEqual({ kind: 'done', value: '4' });
});

test('a place that became free in between is not taken twice', async () => {
  const limit = limitConcurrency({ running: 1, waiting: 1, waitingPerKey: 1 });
  const { finish, run, started } = work();
  const first = limit(run('1'));
  const second = limit(run('2'));
  finish('1');
  await first;
  const third = limit(run('3'));
  expect(started).toEqual(['1', '2']);
  finish('2');
  await second;
  finish('3');
  expect(await third).toEqual({ kind: 'done', value: '3' });
  const fourth = limit(run('4'));
  expect(started.at(-1)).toBe('4');
  finish('4');
  await fourth;
});

test('work that fails gives its place back', async () => {
  const limit = limitConcurrency({ running: 1, waiting: 0, waitingPerKey: 1 });
  const { fail, finish, run } = work();
  const failing = limit(run('1'));
  fail('1');
  await expect(failing).rejects.toThrow('1');
  const next = limit(run('2'));
  finish('2');
  expect(await next).toEqual({ kind: 'done', value: '2' });
});

test('those who share a key take so many places and no more, and others still get in', async () => {
  const limit = limitConcurrency({ running: 1, waiting: 5, waitingPerKey: 2 });
  const { finish, run, started } = work();
  const first = limit(run('1'), ['a']);
  const flood = ['2', '3'].map((name) => limit(run(name), ['a', `account ${name}`]));
  expect(await limit(run('4'), ['account 4', 'a'])).toEqual({ kind: 'busy', who: 'caller' });
  const other = limit(run('5'), ['b']);
  finish('1');
  await first;
  const freed = limit(run('6'), ['a']);
  for (const [index, waiting] of [...flood, other, freed].entries()) {
    finish(['2', '3', '5', '6'][index] ?? '');
    expect(await waiting).toMatchObject({ kind: 'done' });
  }
  expect(started).toEqual(['1', '2', '3', '5', '6']);
});
