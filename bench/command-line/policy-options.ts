import type { BenchmarkOptions } from './benchmark-options.ts';

export const POLICY_OPTIONS: BenchmarkOptions = {
  usage: `npm run bench -- policy [--bindings N] [--seconds N] [--port N]

Decisions per second and latency of one decision at 10, 1,000 and --bindings bindings, for three kinds of policy, beside
casbin with the same rules, in turns; then what it takes to load the largest policy. Nothing is started but this process.
About a minute and a half: 9 lines for each of the two, each --seconds long, and the loading.

  --bindings N  the largest policy, 1000 to 200000 (100000)
  --seconds N   how long each line is measured, 0.1 to 5 (2)
  --port N      where docker_auth listens, when it is measured (24000)

DOCKER_AUTH=PROGRAM in the environment: docker_auth with an ACL of as many entries is measured beside, each decision a
whole request for a token over HTTP; half a minute more.
`,
  options: {
    bindings: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '2' },
    port: { type: 'string', default: '24000' },
  },
  numbers: {
    bindings: { min: 1000, max: 200_000, isWhole: true },
    seconds: { min: 0.1, max: 5 },
    port: { min: 1024, max: 65_535, isWhole: true },
  },
};
