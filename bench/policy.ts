// npm run bench -- policy
import { availableParallelism, cpus, loadavg } from 'node:os';
import { POLICY_OPTIONS } from './command-line/policy-options.ts';
import { runOptions } from './command-line/run-options.ts';
import { timerCostNs } from './policy/measure-decisions.ts';
import { reportDecisions } from './policy/report-decisions.ts';
import { reportDockerAuthAcl } from './policy/report-docker-auth-acl.ts';
import { reportLoading } from './policy/report-loading.ts';

const { bindings = 0, seconds = 0, port = 0 } = runOptions(POLICY_OPTIONS).numbers;
const sizes = [10, 1000, bindings].filter((size, at, all) => all.indexOf(size) === at);
const load = (): string => (loadavg()[0] ?? Number.NaN).toFixed(1);
console.log(`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}),`);
console.log(`each line for ${seconds} s, in turns. Load average before: ${load()}.`);
console.log(`The timer costs ${timerCostNs()} ns of each decision, which are not taken off.\n`);
await reportDecisions(sizes, seconds);
reportLoading(bindings);
await reportDockerAuthAcl(process.env['DOCKER_AUTH'], sizes, { port, seconds });
console.log(`\nLoad average after: ${load()}.`);
