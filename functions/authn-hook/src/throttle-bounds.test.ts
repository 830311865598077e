import { expect, test } from 'vitest';

import { mostFailures, newestKnown } from './throttle-bounds.ts';

const NOBODY = new Map<string, number>();

test('of failures the most stay, of as many the newest, and none are not kept', () => {
  const failures = new Map([
    ['few and old', [1]],
    ['none', []],
    ['many', [1, 2, 3]],
    ['few and new', [5]],
    ['fewer', [4, 6]],
  ]);
  expect([...mostFailures(failures, 3, NOBODY).keys()]).toEqual(['many', 'fewer', 'few and new']);
  expect([...mostFailures(failures, 4, NOBODY).keys()].toSorted()).toEqual([
    'few and new',
    'few and old',
    'fewer',
    'many',
  ]);
});

test('those of who is known stay in any case, and take nobody’s place', () => {
  const failures = new Map([
    ['few but known', [1]],
    ['none but known', []],
    ['many', [1, 2, 3]],
    ['fewer', [4, 6]],
  ]);
  const known = new Map([
    ['few but known', 9],
    ['none but known', 9],
  ]);
  expect([...mostFailures(failures, 1, known).keys()]).toEqual(['few but known', 'many']);
  expect([...mostFailures(failures, 2, known).keys()].toSorted()).toEqual(['few but known', 'fewer', 'many']);
});

test('of sign-ins the newest stay, and of one account no more than its share', () => {
  const known = new Map([
    ['a.1', 1],
    ['a.2', 2],
    ['a.3', 3],
    ['b.1', 0],
    ['c.1', 4],
  ]);
  expect([...newestKnown(known, 9, 2).keys()]).toEqual(['c.1', 'a.3', 'a.2', 'b.1']);
  expect([...newestKnown(known, 3, 2).keys()]).toEqual(['c.1', 'a.3', 'a.2']);
});

test('of equals the same stay at every instance', () => {
  const names = ['a.1', 'b.1', 'c.1'];
  const kept = [names, names.toReversed()].map((order) => [
    [...mostFailures(new Map(order.map((name) => [name, [1]])), 2, NOBODY).keys()],
    [...newestKnown(new Map(order.map((name) => [name, 1])), 2, 1).keys()],
  ]);
  expect(kept[0]).toEqual([
    ['a.1', 'b.1'],
    ['a.1', 'b.1'],
  ]);
  expect(kept[1]).toEqual(kept[0]);
});

test('what fits is as it was', () => {
  const failures = new Map([['a', [1]]]);
  const known = new Map([['a.1', 1]]);
  expect(mostFailures(failures, 1, NOBODY)).toBe(failures);
  expect(newestKnown(known, 1, 1)).toBe(known);
});
