import { type Claims, claimAt, claimText, claimTexts } from './workload-claims.ts';

/** A text with at most one claim in it. */
export type TrustTemplate = { prefix: string; claim: string | null; suffix: string };

const TEMPLATE = /^(?<prefix>[^$]*)(?:\$\{claims\.(?<claim>[^${}]+)\}(?<suffix>[^$]*))?$/;
/** Reads `github.${claims.repository_id}`; `undefined` for a `$` that begins no claim, and for a second claim. */
export function parseTrustTemplate(text: string): TrustTemplate | undefined {
  const { prefix, claim, suffix } = TEMPLATE.exec(text)?.groups ?? {};
  return prefix === undefined ? undefined : { prefix, claim: claim ?? null, suffix: suffix ?? '' };
}

/** The text with the claim in its place; `undefined` when the claim is missing, a list or no text. */
export function fillTrustTemplate(template: TrustTemplate, claims: Claims): string | undefined {
  if (template.claim === null) return template.prefix;
  const text = claimText(claimAt(claims, template.claim));
  return text === undefined ? undefined : template.prefix + text + template.suffix;
}

/** The texts of a template whose claim may be a list: one for each member. */
export function fillTrustTemplates(template: TrustTemplate, claims: Claims): readonly string[] | undefined {
  if (template.claim === null) return [template.prefix];
  return claimTexts(claimAt(claims, template.claim))?.map((text) => template.prefix + text + template.suffix);
}
