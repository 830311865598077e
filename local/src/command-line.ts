import { parseArgs } from 'node:util';
import { HIGHEST_PORT_BASE, LOWEST_PORT_BASE } from './ports/port-plan.ts';
import type { Store } from './state/layout.ts';

export const USAGE: string = `npm start -- [--port-base N] [--state DIR] [--store memstore|bluestore]

Sets up what is missing, then runs the whole system on this machine until Ctrl-C.

  --port-base N   first of its ports, ${String(LOWEST_PORT_BASE)} to ${String(HIGHEST_PORT_BASE)} (default 20000): the registry answers on http://localhost:N
  --state DIR     where it keeps keys, secrets, logs and data (default .local)
  --store KIND    memstore: images live in memory until the end (default)
                  bluestore: images, accounts and records stay on disk for the next start
  --help          this text

WHARFINGER_DOCKER_AUTH=PROGRAM puts a docker_auth 1.14 in the token function's place.
Two systems run side by side with another --port-base and --state each.
While it is ready, DIR/stack.json holds every address and the administrator's password.
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  'port-base': { type: 'string' },
  state: { type: 'string' },
  store: { type: 'string' },
} as const;

export type CommandLine =
  | { kind: 'run'; portBase: number; stateDirectory: string; store: Store }
  | { kind: 'help' }
  | { kind: 'invalid'; reason: string };

/** Defaults are those of the usage text. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    return { kind: 'invalid', reason: firstSentence(error) };
  }
  if (values['help'] === true) return { kind: 'help' };
  const { 'port-base': portText = '20000', state = '.local', store = 'memstore' } = values;
  const portBase = parsePortBase(String(portText));
  if (portBase === undefined) {
    const range = `${String(LOWEST_PORT_BASE)} to ${String(HIGHEST_PORT_BASE)}`;
    return { kind: 'invalid', reason: `--port-base is a number from ${range}, not '${String(portText)}'` };
  }
  if (store !== 'memstore' && store !== 'bluestore') {
    return { kind: 'invalid', reason: `--store is memstore or bluestore, not '${String(store)}'` };
  }
  if (state === '') return { kind: 'invalid', reason: '--state is a folder' };
  return { kind: 'run', portBase, stateDirectory: String(state), store };
}

function parsePortBase(text: string): number | undefined {
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  return port >= LOWEST_PORT_BASE && port <= HIGHEST_PORT_BASE ? port : undefined;
}

/** Node goes on about positional arguments, which there are none of here. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split('. ')[0]?.replace(/\.$/, '') ?? message}.`;
}
