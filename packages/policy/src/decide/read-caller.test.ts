import { describe, expect, test } from 'vitest';

import { type NamedCaller, readCaller } from './read-caller.ts';

const ALICE: NamedCaller = {
  account: 'alice',
  labels: { groups: ['dev', 'dev', 'ops'] },
  address: '10.0.0.7',
  service: 'registry.example',
};

describe('readCaller', () => {
  test('reads the labels as sets and the address as a number', () => {
    expect(readCaller(ALICE)).toStrictEqual({
      account: 'alice',
      labels: new Map([['groups', new Set(['dev', 'ops'])]]),
      address: { family: 4, value: 0x0a000007n },
      service: 'registry.example',
    });
  });

  test('leaves the anonymous caller without labels', () => {
    expect(readCaller({ ...ALICE, account: null }).labels).toEqual(new Map());
  });

  test('leaves out labels that are the system’s own', () => {
    const labels = { 'wharfinger-team': ['dev'], wharfinger: ['dev'], 'x-wharfinger-team': [] };
    expect([...readCaller({ ...ALICE, labels }).labels.keys()]).toEqual(['wharfinger', 'x-wharfinger-team']);
  });

  test.each([null, 'localhost', ''])('knows no address in %j', (address) => {
    expect(readCaller({ ...ALICE, address }).address).toBeNull();
  });
});
