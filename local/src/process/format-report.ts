import { toPrintable } from '../system/printable.ts';
import type { ProcessReport } from './supervised-process.ts';

/** What the console says of it, with the path of the log. */
export function formatReport(report: ProcessReport, log: string): string {
  if (report.kind === 'could-not-start') return `! ${report.name} could not be started: ${report.reason}`;
  const { code, signal } = report.ending;
  const how = signal === null ? `exit code ${String(code)}` : signal;
  const why = report.lastWords === undefined ? '' : `: ${toPrintable(report.lastWords)}`;
  const pause = (report.restartInMs / 1000).toFixed(1);
  return `! ${report.name} ended (${how})${why}; restart ${String(report.restarts)} in ${pause} s; its log: ${log}`;
}
