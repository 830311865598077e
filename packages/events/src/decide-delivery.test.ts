import { describe, expect, test } from 'vitest';

import { decideDelivery } from './decide-delivery.ts';

describe('decideDelivery', () => {
  test('every status is accepted, refused for good, or worth another try', () => {
    const statuses = Array.from({ length: 500 }, (_, index) => index + 100);
    const of = (kind: string): number[] => statuses.filter((status) => decideDelivery(status).kind === kind);
    expect(of('accepted')).toEqual(Array.from({ length: 100 }, (_, index) => index + 200));
    expect(of('refused')).toEqual([400, 413, 414, 415, 422, 431]);
    expect(of('unavailable')).toHaveLength(500 - 100 - 6);
  });
});
