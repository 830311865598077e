import type { Page } from '@wharfinger/admin-access';
import { type PolicyDocument, selectBindings, selectDenials, selectRoles, type StepBudget } from '@wharfinger/policy';

import type { RulesQuery } from './parse-rules-query.ts';

/** A page of rules as the API shows them; `nextAfter` is what the next goes on behind. */
export type RulesPage = { rules: readonly object[]; nextAfter: string | undefined };

/** When the budget is exhausted behind it, rules may be missing. */
export type RuleList = (document: PolicyDocument, query: RulesQuery, page: Page, budget: StepBudget) => RulesPage;

/** Roles by name, the built-in ones too. */
export const listRoles: RuleList = (document, { effect }, page, budget) => {
  const selected = selectRoles(document, { effect }, budget);
  return pageOf(
    selected,
    ({ name }) => name,
    page,
    ({ name, role, isBuiltIn }) => ({
      name,
      permissions: role.permissions,
      ...(isBuiltIn ? { isBuiltIn } : {}),
    }),
  );
};

/** Bindings by id, the default ones too. */
export const listBindings: RuleList = (document, query, page, budget) => {
  const selected = selectBindings(document, query, budget);
  return pageOf(
    selected,
    ({ binding }) => binding.id,
    page,
    ({ binding, isDefault }) => (isDefault ? { ...binding, isDefault } : binding),
  );
};

/** Denials by id. */
export const listDenials: RuleList = (document, query, page, budget) =>
  pageOf(
    selectDenials(document, query, budget),
    ({ id }) => id,
    page,
    (denial) => denial,
  );

function pageOf<T>(
  selected: readonly T[],
  idOf: (rule: T) => string,
  { limit, after = '' }: Page,
  show: (rule: T) => object,
): RulesPage {
  const start = selected.findIndex((rule) => idOf(rule) > after);
  const wanted = start < 0 ? [] : selected.slice(start, start + limit);
  const last = wanted.at(-1);
  const hasMore = start >= 0 && start + limit < selected.length;
  return { rules: wanted.map(show), nextAfter: hasMore && last !== undefined ? idOf(last) : undefined };
}
