import { expect, test } from 'vitest';
import { fixedPorts, HIGHEST_PORT_BASE, LOWEST_PORT_BASE, planPorts } from './port-plan.ts';

test.each([LOWEST_PORT_BASE, 20_000, HIGHEST_PORT_BASE])(
  'every port of base %i is one that can be listened on',
  (base) => {
    const ports = Object.values(planPorts(base));

    expect(Math.min(...ports)).toBe(base);
    expect(Math.max(...ports)).toBeLessThanOrEqual(65_535);
  },
);

test('every port of the plan is a named one, or in the range of the OSD', () => {
  const { base: _, osdFirst, osdLast, ...single } = planPorts(20_000);

  expect(fixedPorts(planPorts(20_000)).map(({ port }) => port)).toStrictEqual(Object.values(single));
  expect(osdLast - osdFirst).toBeGreaterThanOrEqual(8);
});
