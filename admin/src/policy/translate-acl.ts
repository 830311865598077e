import type { Binding, Denial, Role } from '@wharfinger/policy';

import type { AclEntry } from './acl-entry.ts';
import { ACL_TYPES, type AclRegion, type AclType } from './acl-region.ts';
import { namesCover, regionCovers, regionsOverlap, servicesCover, whoCovers } from './compare-regions.ts';
import { createDenials, createGrant, type DenialPart } from './create-acl-rules.ts';
import { type AclRule, readAclEntry } from './read-acl-entry.ts';
import { hasLabelVariable } from './read-acl-names.ts';

/** An entry that has no rule of its own, and why. */
export type LeftOut = { index: number; comment: string | undefined; reasons: readonly string[] };

/** Rules that together give what the list gave, or less by what was left out; never more. */
export type TranslatedAcl = {
  roles: Record<string, Role>;
  bindings: Binding[];
  denials: Denial[];
  leftOut: readonly LeftOut[];
  notes: readonly string[];
};

type Actions = Partial<Record<AclType, readonly string[]>>;

/** A list in the words of a policy, or the entry for which docker_auth wouldn't take it. */
export type AclTranslation = { kind: 'ok'; value: TranslatedAcl } | { kind: 'invalid'; reason: string };

/**
 * Translates a list in which the first match decides into rules of which none comes first. What an earlier entry
 * doesn't give, a later one would: so that difference becomes a denial, where no entry before gives it.
 */
export function translateAcl(entries: readonly AclEntry[]): AclTranslation {
  const rules: AclRule[] = [];
  for (const [index, entry] of entries.entries()) {
    const rule = readAclEntry(entry, index);
    if (rule === undefined) {
      return {
        kind: 'invalid',
        reason: `acl[${index}].match.ip is no address and no network: ${entry.match.ip ?? ''}`,
      };
    }
    rules.push(rule);
  }
  const roles: Record<string, Role> = {};
  const bindings: Binding[] = [];
  const parts: DenialPart[] = [];
  const leftOut: LeftOut[] = [];
  const notes: string[] = [];
  for (const rule of rules) {
    const before = rules.slice(0, rule.index);
    const cover = before.find((earlier) => isCovered(rule, earlier));
    if (cover !== undefined) {
      notes.push(`acl[${rule.index}] is never reached: acl[${cover.index}] matches all that it matches`);
      continue;
    }
    const needed = rule.problems.length === 0 ? needDenials(rule, before) : { reasons: rule.problems, parts: [] };
    if (needed.reasons.length > 0) {
      leftOut.push({ index: rule.index, comment: entries[rule.index]?.comment, reasons: needed.reasons });
      continue;
    }
    parts.push(...needed.parts);
    const grant = createGrant(rule);
    Object.assign(roles, grant.roles);
    bindings.push(...grant.bindings);
    notes.push(...notesOn(rule));
  }
  return { kind: 'ok', value: { roles, bindings, denials: createDenials(parts), leftOut, notes } };
}

function isCovered(rule: AclRule, earlier: AclRule): boolean {
  // NOTE: a label's value stands for less here than there, but no reach has one, so that no name with one covers it.
  return earlier.problems.length === 0 && !isEmpty(rule.reach) && regionCovers(earlier.region, rule.reach);
}

/** Nothing matches it, or what it matches isn't known. */
function isEmpty({ accounts, label, types, names, services }: AclRegion): boolean {
  const lists = [types, names, services, label?.values, accounts.kind === 'accounts' ? accounts.accounts : null];
  return lists.some((list) => list?.length === 0);
}

function hasVariables({ region }: AclRule): boolean {
  return region.names?.some(hasLabelVariable) ?? false;
}

function notesOn(rule: AclRule): string[] {
  return hasVariables(rule)
    ? [`acl[${rule.index}]: a label's value with a slash stood for several parts of a name, and stands for none here`]
    : [];
}

/** What the later entry would give on the requests of the earlier one, which doesn't. */
function missingIn(earlier: AclRule, rule: AclRule): Actions {
  const shared = ACL_TYPES.filter((type) => earlier.reach.types.includes(type) && rule.reach.types.includes(type));
  return Object.fromEntries(
    shared
      .map((type) => [type, rule.grants[type].filter((action) => !earlier.grants[type].includes(action))] as const)
      .filter(([, actions]) => actions.length > 0),
  );
}

/** The denials without which the rule would give more than the list did; the reasons why they can't be had. */
function needDenials(rule: AclRule, before: readonly AclRule[]): { reasons: string[]; parts: DenialPart[] } {
  const reasons: string[] = [];
  const parts: DenialPart[] = [];
  for (const earlier of before) {
    const actions = missingIn(earlier, rule);
    if (Object.keys(actions).length === 0 || !regionsOverlap(earlier.reach, rule.reach)) continue;
    const place = `acl[${earlier.index}]`;
    const said = Object.values(actions).flat().join(', ');
    if (!earlier.canDeny) {
      reasons.push(
        `${place} comes first for some of its requests, gives no ${said} there, and no denial says the same: narrow one of the two, or take ${place} out of the list`,
      );
      continue;
    }
    const region = narrow(earlier.region, rule.region, rule.reach);
    const giver = before.slice(0, earlier.index).find((first) => givesIn(first, region, actions));
    if (giver === undefined) parts.push({ index: earlier.index, region, actions });
    else {
      reasons.push(
        `${place} comes first for some of its requests and gives no ${said} there; a denial would take that from acl[${giver.index}] too, which comes before both: narrow one of the three`,
      );
    }
  }
  return { reasons, parts };
}

/** The requests of the earlier entry for which the later one matters, as closely as can be said. */
function narrow(earlier: AclRegion, later: AclRegion, reach: AclRegion): AclRegion {
  const who = whoCovers(earlier, later) ? later : earlier;
  return {
    accounts: who.accounts,
    label: who.label,
    types: earlier.types.filter((type) => later.types.includes(type)),
    names: namesCover(earlier.names, reach.names) ? later.names : earlier.names,
    network: null,
    services: servicesCover(earlier.services, later.services) ? later.services : earlier.services,
  };
}

function givesIn(first: AclRule, region: AclRegion, actions: Actions): boolean {
  return ACL_TYPES.some(
    (type) =>
      actions[type]?.some((action) => first.grants[type].includes(action)) === true &&
      regionsOverlap(first.reach, { ...region, types: [type] }),
  );
}
