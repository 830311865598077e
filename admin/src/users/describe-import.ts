import type { Labels } from '@wharfinger/identities';
import { quoteText } from '@wharfinger/oci';
import { parseAccount } from '@wharfinger/token';

import type { ImportResult } from './import-users.ts';

const DONE = { created: 'created', replaced: 'replaced', kept: 'kept as it is: it exists' };
const PLANNED = {
  created: 'would be created',
  replaced: 'would be replaced',
  kept: 'would be kept as it is: it exists',
};

export type Totals = Readonly<Record<ImportResult['kind'], number>>;

/** One line for one entry; what a dry run says differs from what a real run says in the verb alone. */
export function describeResult(result: ImportResult, isDryRun: boolean, labels: Labels = {}): string {
  const where = `line ${String(result.line).padStart(4)}  ${nameOf(result.account)}: `;
  switch (result.kind) {
    case 'created':
    case 'replaced': {
      return `${where}${(isDryRun ? PLANNED : DONE)[result.kind]}${withLabels(labels)}`;
    }
    case 'kept': {
      return `${where}${(isDryRun ? PLANNED : DONE).kept}`;
    }
    case 'refused': {
      return `${where}not taken over: ${result.reason}`;
    }
    case 'failed': {
      return `${where}failed: ${result.reason}`;
    }
  }
}

/** Labels are what policies grant rights by: nobody should get one unseen. */
function withLabels(labels: Labels): string {
  const shown = Object.entries(labels).map(([key, values]) => `${key}=${values.join(',')}`);
  return shown.length === 0 ? '' : `, with ${shown.join(' ')}`;
}

/** What a file calls an account may be anything, and a terminal would obey it. */
function nameOf(account: string): string {
  return parseAccount(account).kind === 'ok' ? account : quoteText(account);
}

/** The last line of a run. */
export function describeTotals(totals: Totals, isDryRun: boolean): string {
  const parts = [
    `${totals.created} ${isDryRun ? 'would be created' : 'created'}`,
    ...(totals.replaced === 0 ? [] : [`${totals.replaced} ${isDryRun ? 'would be replaced' : 'replaced'}`]),
    `${totals.kept} ${isDryRun ? 'would be kept' : 'kept'}`,
    `${totals.refused} not taken over`,
    ...(totals.failed === 0 ? [] : [`${totals.failed} failed`]),
  ];
  return `${parts.join(', ')}.${isDryRun ? ' This was a dry run: nothing has changed.' : ''}`;
}
