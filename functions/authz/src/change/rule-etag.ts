import { createHash } from 'node:crypto';

import { canonicalJson } from '@wharfinger/events';

/**
 * Names one version of one role, binding or denial, whatever else changes around it, so that those who write different
 * rules don't hinder each other.
 */
export function ruleEtag(rule: object): string {
  return createHash('sha256').update(canonicalJson(rule)).digest('hex').slice(0, 32);
}
