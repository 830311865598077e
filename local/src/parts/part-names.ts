export const PART_NAMES = [
  'mon',
  'osd',
  'rgw',
  'registry',
  'edge',
  'broker',
  'token',
  'authn-hook',
  'authz',
  'events',
  'audit',
  'gc',
] as const;

export type PartName = (typeof PART_NAMES)[number];
