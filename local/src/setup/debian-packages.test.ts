import { expect, test } from 'vitest';
import { adviseOnPackages, missingPackages, type Machine } from './debian-packages.ts';

const ALL = new Set([
  'ceph-mon',
  'monmaptool',
  'ceph-osd',
  'radosgw',
  'ceph',
  'radosgw-admin',
  'haproxy',
  'setpriv',
  'skopeo',
]);
const machine = (change: Partial<Machine> & { without?: readonly string[] }): Machine => ({
  has: (program) => ALL.has(program) && change.without?.includes(program) !== true,
  isRoot: true,
  isDebian: true,
  ...change,
});

test.each([
  [[], true, []],
  [['skopeo'], false, []],
  [['skopeo'], true, ['skopeo']],
  [['monmaptool'], false, ['ceph-mon']],
  [['radosgw-admin', 'haproxy'], true, ['ceph-common', 'haproxy']],
])('without %j (clients: %s), %j are missing', (without, withClients, expected) => {
  expect(missingPackages(machine({ without }), withClients)).toStrictEqual(expected);
});

test('root on Debian installs them', () => {
  expect(adviseOnPackages(['haproxy'], machine({}))).toBeUndefined();
});

test('another user on Debian is told what to type', () => {
  expect(adviseOnPackages(['haproxy', 'skopeo'], machine({ isRoot: false }))).toContain(
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends haproxy skopeo',
  );
});

test('on another system it is named what is missing', () => {
  expect(adviseOnPackages(['haproxy', 'skopeo'], machine({ isDebian: false }))).toContain('haproxy skopeo');
});
