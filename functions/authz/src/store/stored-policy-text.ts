import { createHash } from 'node:crypto';

import { canonicalJson } from '@wharfinger/events';
import type { PolicyDocument } from '@wharfinger/policy';

import type { StoredRevision } from './stored-policy.ts';

/** Rules whose text is made without a pause: a few milliseconds. */
const RULES_AT_A_TIME = 500;

/** Lets others have their turn; resolves when it is ours again. */
export type Pause = () => Promise<void>;

/** A document as text, in pieces, and what it is known by. */
export type PolicyText = {
  /** Without the end, where the two stored forms part. */
  pieces: Uint8Array[];
  sha256: string;
};

const END = '"schema":1}';

function* listText(name: string, rules: readonly object[]): Generator<string> {
  yield `"${name}":[`;
  for (let from = 0; from < rules.length; from += RULES_AT_A_TIME) {
    const text = canonicalJson(rules.slice(from, from + RULES_AT_A_TIME));
    yield `${from === 0 ? '' : ','}${text.slice(1, -1)}`;
  }
  yield '],';
}

function* textUpToEnd({ bindings, defaults, denials, roles }: PolicyDocument): Generator<string> {
  yield '{';
  yield* listText('bindings', bindings);
  yield `"defaults":${String(defaults)},`;
  yield* listText('denials', denials);
  yield `"roles":${canonicalJson(roles)},`;
}

/** The canonical text of a document, made with pauses: one of 100,000 rules takes most of a second. */
export async function toPolicyText(document: PolicyDocument, pause: Pause): Promise<PolicyText> {
  const hash = createHash('sha256');
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  for (const text of textUpToEnd(document)) {
    const piece = encoder.encode(text);
    hash.update(piece);
    pieces.push(piece);
    await pause();
  }
  hash.update(END);
  return { pieces, sha256: hash.digest('hex') };
}

/** The schema 1 form: what the sum is of. */
export function documentBody({ pieces }: PolicyText): Uint8Array {
  return joined([...pieces, new TextEncoder().encode(END)]);
}

/** The schema 2 form, with the revision in it. */
export function storedBody({ pieces }: PolicyText, revision: StoredRevision): Uint8Array {
  return joined([...pieces, new TextEncoder().encode(`"revision":${JSON.stringify(revision)},"schema":2}`)]);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((bytes, piece) => bytes + piece.byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.byteLength;
  }
  return whole;
}
