import type { CompiledRule } from './compile-rules.ts';

/** Order of rules by id, in code units. */
export function compareIds(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

/** Order in which rules decide: denials first, then by id. */
export function compareRules(a: CompiledRule, b: CompiledRule): number {
  return Number(b.kind === 'denial') - Number(a.kind === 'denial') || compareIds(a, b);
}
