/** What a token says of its bearer. */
export type Claims = Readonly<Record<string, unknown>>;

/** Longest text of a claim that anything is decided by. */
const CLAIM_MAX_LENGTH = 1024;

/**
 * The value of a claim: by its name, or, inside an object, by a JSON Pointer.
 * @example claimAt(claims, 'sub')
 * @example claimAt(claims, '/kubernetes.io/namespace')
 */
export function claimAt(claims: Claims, reference: string): unknown {
  if (!reference.startsWith('/')) return ownMember(claims, reference);
  return pointerParts(reference).reduce<unknown>(ownMember, claims);
}

/** The one name of a reference, which may be a JSON Pointer of one part: `aud` of `/aud`; others stay what they are. */
export function claimName(reference: string): string {
  const [first, ...rest] = reference.startsWith('/') ? pointerParts(reference) : [];
  return first === undefined || rest.length > 0 ? reference : first;
}

function pointerParts(pointer: string): string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The text of one value: a text, a whole number or a truth value; nothing else has any. */
export function claimText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length <= CLAIM_MAX_LENGTH ? value : undefined;
  return typeof value === 'boolean' || Number.isSafeInteger(value) ? String(value) : undefined;
}

/** The texts of a value that may be a list. `undefined` when there is none, or one of them is no text. */
export function claimTexts(value: unknown): readonly string[] | undefined {
  const texts = (Array.isArray(value) ? value : [value]).map(claimText);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

// A list's members have no names, and what an object inherits is nobody's claim.
function ownMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) {
    return undefined;
  }
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
