import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

/** Runs a script that knows `runChild` and `endOnSignal`, interrupts it once it has written `listening`, and gives how it ended. */
async function interrupt(script: string): Promise<{ printed: string; code: number | null }> {
  const module = JSON.stringify(new URL('child.mjs', import.meta.url).href);
  const program = `import { endOnSignal, runChild } from ${module};\n${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const wasListening = printed.includes('listening');
    printed += text;
    if (!wasListening && printed.includes('listening')) child.kill('SIGINT');
  });
  const [code] = await once(child, 'close');
  return { printed, code };
}

const WAIT = 'setInterval(() => undefined, 1000);';
const run = (script: string, options = '{}') =>
  `console.log(JSON.stringify(await runChild(process.execPath, ['-e', ${JSON.stringify(script)}], ${options})));`;

test('a signal while no child runs ends with one word, as a success', async () => {
  expect(await interrupt(`endOnSignal(); console.log('listening'); ${WAIT}`)).toStrictEqual({
    printed: 'listening\nEnded.\n',
    code: 0,
  });
});

test('a signal while a child runs is passed on to it, and its own way to end is waited for', async () => {
  const child = `process.on('SIGINT', () => process.exit(3)); console.log('listening'); ${WAIT}`;

  const { printed } = await interrupt(`endOnSignal(); ${run(child)}`);

  expect(printed).toBe('listening\n{"code":3,"signal":null,"wasAsked":true,"errors":""}\n');
});

test.each([
  ["process.kill(process.pid, 'SIGKILL')", { code: 137, signal: 'SIGKILL' }],
  ['process.exit(7)', { code: 7, signal: null }],
])('a child that ends by itself with %s was not asked to', async (child, ending) => {
  const { printed } = await interrupt(run(child));

  expect(JSON.parse(printed)).toStrictEqual({ ...ending, wasAsked: false, errors: '' });
});

test('what a child writes to stderr is kept when asked for', async () => {
  const { printed } = await interrupt(run("console.error('EUSAGE')", '{ keepErrors: true }'));

  expect(JSON.parse(printed)).toMatchObject({ code: 0, errors: 'EUSAGE\n' });
});
