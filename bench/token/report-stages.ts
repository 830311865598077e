import type { Credentials } from './create-account.ts';
import { measureHashes } from './hash-costs.ts';
import type { Load } from './measure-load.ts';
import { median } from './median.ts';
import type { OpenStack } from './open-stack.ts';
import { measureStages, type StageCosts, type Stages, whenQuiet } from './stage-costs.ts';
import { startTokenFunction } from './start-token-function.ts';
import { tokenLoad } from './token-loads.ts';

type Line = { title: string; load: Load; tokenPid: number | undefined; measured: StageCosts[] };

const CONCURRENCY = 16;
const WARM_UP_SECONDS = 2;
// Beyond what the parts of the system take.
const PORTS = { withoutMemory: 2, withoutEvents: 4 };

function line(title: string, load: Load, tokenPid: number | undefined): Line {
  return { title, load: { ...load, title }, tokenPid, measured: [] };
}

/** Processor time for a token, by process: with answers remembered and not, with events and without. */
export async function reportStages(
  stack: OpenStack,
  who: Credentials,
  { runs, seconds }: { runs: number; seconds: number },
): Promise<void> {
  const pid = stack.pids ?? (() => undefined);
  const tokenPid = pid('token');
  const authnHookPid = pid('authn-hook');
  if (tokenPid === undefined || authnHookPid === undefined) throw new Error('A part of the system is down.');
  const base = Number(new URL(stack.site.registry).port);
  const bare = await startTokenFunction(tokenPid, base + PORTS.withoutMemory, {
    WHARFINGER_REMEMBER_MS: '0',
    K_SINK: '',
  });
  const quiet = await startTokenFunction(tokenPid, base + PORTS.withoutEvents, { K_SINK: '' });
  const lines = [
    line('access key, one scope, with events', tokenLoad('access key', who, stack.site.token), tokenPid),
    line('access key, one scope', tokenLoad('access key', who, quiet.origin), quiet.pid),
    line('access key, another scope each time', tokenLoad('access key', who, quiet.origin, true), quiet.pid),
    line('access key, nothing remembered', tokenLoad('access key', who, bare.origin), bare.pid),
    line('refresh token, another scope each time', tokenLoad('refresh token', who, quiet.origin, true), quiet.pid),
    line('password, one scope', tokenLoad('password', who, quiet.origin), quiet.pid),
    line('password, nothing remembered', tokenLoad('password', who, bare.origin), bare.pid),
    line('anonymous, one scope', tokenLoad('anonymous', who, quiet.origin), quiet.pid),
    line('anonymous, nothing remembered', tokenLoad('anonymous', who, bare.origin), bare.pid),
  ];
  const behind = [pid('broker'), pid('audit'), pid('rgw'), pid('osd'), pid('mon')];
  const stagesOf = (own: number | undefined): Stages =>
    new Map([
      ['token', [own]],
      ['authn-hook', [authnHookPid]],
      ['authz', [pid('authz')]],
      ['broker, audit, storage', behind],
    ]);
  const measure = async (each: Line, forSeconds: number): Promise<StageCosts> => {
    // Events of the line before may still be on their way to their records.
    await whenQuiet(behind);
    return await measureStages(each.load, stagesOf(each.tokenPid), { concurrency: CONCURRENCY, seconds: forSeconds });
  };
  try {
    for (const each of lines) await measure(each, WARM_UP_SECONDS);
    for (let run = 0; run < runs; run += 1) {
      for (const each of lines) each.measured.push(await measure(each, seconds));
    }
  } finally {
    await bare.stop();
    await quiet.stop();
  }
  printLines(lines);
  console.log('\n| first sign-in with a password | median ms | CPU of authn-hook, ms |\n| --- | ---: | ---: |');
  for (const { title, medianMs, cpuMs } of await measureHashes(stack, authnHookPid)) {
    console.log(`| ${title} | ${medianMs.toFixed(1)} | ${cpuMs.toFixed(1)} |`);
  }
}

function printLines(lines: readonly Line[]): void {
  const stages = [...(lines[0]?.measured[0]?.cpuMsPerToken.keys() ?? [])];
  const heads = ['CPU ms for a token', ...stages, 'all', 'tokens per second'];
  console.log(
    `\n| ${heads.join(' | ')} |\n| --- |${heads
      .slice(1)
      .map(() => ' ---: |')
      .join('')}`,
  );
  for (const { title, measured } of lines) {
    const costs = stages.map((stage) => median(measured.map(({ cpuMsPerToken }) => cpuMsPerToken.get(stage) ?? NaN)));
    const all = costs.reduce((sum, ms) => sum + ms, 0);
    const perSecond = median(measured.map((each) => each.perSecond));
    console.log(`| ${[title, ...[...costs, all].map((ms) => ms.toFixed(2)), perSecond.toFixed(0)].join(' | ')} |`);
  }
}
