import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const run = (fault: string) =>
  spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { onFault } from ${JSON.stringify(new URL('on-fault.ts', import.meta.url).href)};
       onFault((error) => console.log('handled', error.message));
       setTimeout(() => console.log('goes on'), 20);
       ${fault}`,
    ],
    { encoding: 'utf8' },
  );

test.each([
  ['an exception that nobody caught', "setImmediate(() => { throw new Error('broken'); });"],
  ['a rejection that nobody handled', "Promise.reject(new Error('broken'));"],
])('%s is handled, and the process goes on', (_case, fault) => {
  const { stdout, status } = run(fault);

  expect([stdout, status]).toStrictEqual(['handled broken\ngoes on\n', 0]);
});
