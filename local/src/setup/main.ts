import { createProgress } from '../progress.ts';
import { setUp } from './set-up.ts';

const [purpose] = process.argv.slice(2);
if (purpose !== 'test' && purpose !== 'bench') {
  console.error('usage: setup/main.ts test|bench');
  process.exit(2);
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

const isReady = await setUp(purpose, createProgress(console.log), stopping.signal);
process.exitCode = isReady ? 0 : 1;
