import { labelsSchema } from '@wharfinger/identities';
import type { Labels } from '@wharfinger/native-api';
import { parseAccount } from '@wharfinger/token';

import type { TrustDocument } from './trust-document.ts';
import { matchesTrustPattern } from './trust-pattern.ts';
import { fillTrustTemplate, fillTrustTemplates, parseTrustTemplate } from './trust-template.ts';
import { claimAt, type Claims, claimTexts } from './workload-claims.ts';

export type WorkloadIdentity =
  | { kind: 'identity'; account: string; labels: Labels }
  /** `why` names claims and labels, and never what a token says. */
  | { kind: 'refused'; why: string };

/** Why a trust isn't meant for a token of its issuer, or `undefined` when audience and conditions hold. */
export function findTrustMismatch(trust: TrustDocument, algorithm: string, claims: Claims): string | undefined {
  if (!trust.algorithms.some((allowed) => allowed === algorithm)) return 'the algorithm is not one of those allowed';
  if (!hasOnlyAudiences(claims['aud'], trust.audiences)) return 'the claim aud is not one of those allowed';
  const failed = Object.entries(trust.conditions).find(([claim, patterns]) => !holds(claimAt(claims, claim), patterns));
  return failed === undefined ? undefined : `the claim ${failed[0]} is not one of those allowed`;
}

/** Who the bearer of a token is, by the trust that it was verified for. */
export function decideWorkloadIdentity(trust: TrustDocument, claims: Claims): WorkloadIdentity {
  const template = parseTrustTemplate(trust.account);
  const text = template === undefined ? undefined : fillTrustTemplate(template, claims);
  if (text === undefined) return refused(`the claim ${template?.claim ?? ''} of the account is missing or no text`);
  const account = parseAccount(text);
  if (account.kind === 'invalid') return refused('what the claim of the account makes is no account');
  const labels: Record<string, string[]> = {};
  for (const [key, values] of Object.entries(trust.labels)) {
    const texts = values.map((value) => {
      const parsed = parseTrustTemplate(value);
      return parsed === undefined ? undefined : fillTrustTemplates(parsed, claims);
    });
    if (!texts.every((list) => list !== undefined)) {
      return refused(`a claim of the label ${key} is missing or no text`);
    }
    labels[key] = [...new Set(texts.flat())];
    if (!labelsSchema.safeParse({ [key]: labels[key] }).success) {
      return refused(`what a claim of the label ${key} makes is no value of a label`);
    }
  }
  return { kind: 'identity', account: account.value, labels };
}

/** Whether a trust could have given that account to somebody: what its claim was is known no more. */
export function couldGiveAccount(trust: TrustDocument, account: string): boolean {
  const template = parseTrustTemplate(trust.account);
  if (template === undefined) return false;
  return template.claim === null ? template.prefix === account : account.startsWith(template.prefix);
}

/** Whether the account of a trust is the same for all of its tokens: then it may be that of a user. */
export function hasLiteralAccount(trust: TrustDocument): boolean {
  return parseTrustTemplate(trust.account)?.claim === null;
}

// Whoever else a token is for could sign in here with it: every audience has to be ours.
function hasOnlyAudiences(audience: unknown, allowed: readonly string[]): boolean {
  const audiences: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  return audiences.length > 0 && audiences.every((value) => allowed.some((own) => own === value));
}

function holds(value: unknown, patterns: readonly string[]): boolean {
  const texts = claimTexts(value) ?? [];
  return texts.some((text) => patterns.some((pattern) => matchesTrustPattern(pattern, text)));
}

function refused(why: string): WorkloadIdentity {
  return { kind: 'refused', why };
}
