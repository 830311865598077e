import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../process/run-command.ts';
import { cacheDirectory } from './cache.ts';
import { findProgram } from './find-program.ts';
import { compareVersions, parseGoVersion } from './go-version.ts';
import { runLogged } from './run-logged.ts';
import { SetupError } from './setup-error.ts';

export type ToolName = 'registry' | 'crane' | 'oras' | 'regctl';

type Tool = { module: string; version: string; minimumGo: string };

const TOOLS: Readonly<Record<ToolName, Tool>> = {
  registry: { module: 'github.com/distribution/distribution/v3/cmd/registry', version: 'v3.1.2', minimumGo: '1.26.0' },
  crane: { module: 'github.com/google/go-containerregistry/cmd/crane', version: 'v0.22.1', minimumGo: '1.26.0' },
  oras: { module: 'oras.land/oras/cmd/oras', version: 'v1.3.6', minimumGo: '1.26.0' },
  regctl: { module: 'github.com/regclient/regclient/cmd/regctl', version: 'v0.11.7', minimumGo: '1.26.7' },
};

/** The first Go that fetches a newer one by itself. */
const FIRST_GO_WITH_TOOLCHAINS = '1.21.0';

/** The program of exactly the version that this project is tested with, whether it is built yet or not. */
export function toolPath(name: ToolName): string {
  return join(binDirectory(), `${name}-${TOOLS[name].version}`);
}

export function missingTools(names: readonly ToolName[]): ToolName[] {
  return names.filter((name) => !existsSync(toolPath(name)));
}

export function describeTool(name: ToolName): string {
  return `${name} ${TOOLS[name].version}`;
}

/**
 * Builds tools from the Go module proxy into the cache. Two builds of one tool at the same time do no harm: each is complete before it
 * gets its name.
 * @throws SetupError saying what to do, when there is no Go that can build them
 */
export async function buildTools(names: readonly ToolName[], signal: AbortSignal): Promise<void> {
  if (names.length === 0) return;
  const go = await chooseGo(names, signal);
  mkdirSync(binDirectory(), { recursive: true });
  await Promise.all(names.map(async (name) => await buildTool(name, go, signal)));
}

/** Gives each tool its plain name in the cache as well, for people and scripts. */
export function linkTools(names: readonly ToolName[]): void {
  for (const name of names) {
    const temporary = join(binDirectory(), `.${name}.${String(process.pid)}`);
    rmSync(temporary, { force: true });
    symlinkSync(`${name}-${TOOLS[name].version}`, temporary);
    renameSync(temporary, join(binDirectory(), name));
  }
}

async function buildTool(name: ToolName, go: Go, signal: AbortSignal): Promise<void> {
  const { module, version } = TOOLS[name];
  const folder = mkdtempSync(join(cacheDirectory(), `build-${name}-`));
  try {
    await runLogged(`go-${name}`, go.program, ['install', '-trimpath', `${module}@${version}`], {
      environment: { ...go.environment, GOBIN: folder },
      signal,
      directory: folder,
    });
    const [program = name] = readdirSync(folder);
    renameSync(join(folder, program), toolPath(name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Go = { program: string; environment: Record<string, string | undefined> };

async function chooseGo(names: readonly ToolName[], signal: AbortSignal): Promise<Go> {
  const needed =
    names
      .map((name) => TOOLS[name].minimumGo)
      .toSorted(compareVersions)
      .at(-1) ?? '';
  const advice = `Install Go ${needed} or newer from https://go.dev/dl/ and put its bin folder on the PATH, then start again`;
  const program = findProgram('go', ['/usr/local/go/bin']);
  if (program === undefined) throw new SetupError(`${advice}: it builds ${names.map(describeTool).join(', ')}.`);
  // Neither a C compiler nor the settings of another project may decide about the result.
  const environment = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  const printed = await runCommand({ program, args: ['version'] }, { timeoutMs: 30_000, signal });
  const found = parseGoVersion(printed);
  if (compareVersions(found, needed) >= 0) return { program, environment };
  const asked = process.env['GOTOOLCHAIN'];
  const mayFetch = asked === undefined || asked.includes('auto');
  if (mayFetch && compareVersions(found, FIRST_GO_WITH_TOOLCHAINS) >= 0) {
    return { program, environment: { ...environment, GOTOOLCHAIN: 'auto' } };
  }
  const reason = mayFetch ? '' : ` and GOTOOLCHAIN=${asked} keeps it from fetching a newer one`;
  throw new SetupError(`${advice}: ${program} is ${found}${reason}.`);
}

function binDirectory(): string {
  return join(cacheDirectory(), 'bin');
}
