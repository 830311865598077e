import type { BenchmarkOptions } from './benchmark-options.ts';

export const TOKEN_OPTIONS: BenchmarkOptions = {
  usage: `npm run bench -- token [--seconds N] [--runs N] [--stack FILE | --port-base N]

Tokens per second and latency of the token endpoint, by access key, password, refresh token and anonymously, on 1 and on
16 connections; then the processor time that each function spends on a token. It builds the functions and starts a system
of its own, which ends with it. About ten minutes: 25 lines, each 2 s to warm up and --runs times --seconds.

  --seconds N    how long each run takes, 1 to 60 (5)
  --runs N       how often each line is measured; the median counts, 1 to 20 (3)
  --stack FILE   the stack.json of a running system instead of one of its own: the first table alone, in five minutes
  --port-base N  where its own system listens: N to N + 99 (23000)

DOCKER_AUTH=PROGRAM in the environment: docker_auth is measured beside, with users in its file and with our hooks; one
minute more.
`,
  options: {
    stack: { type: 'string' },
    'port-base': { type: 'string', default: '23000' },
    seconds: { type: 'string', default: '5' },
    runs: { type: 'string', default: '3' },
  },
  numbers: {
    seconds: { min: 1, max: 60 },
    runs: { min: 1, max: 20, isWhole: true },
    'port-base': { min: 1024, max: 65_000, isWhole: true },
  },
};
