import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planPorts } from '../ports/port-plan.ts';
import { readStartTime } from '../process/start-time.ts';
import { createStateLayout } from '../state/layout.ts';
import { recordProcess } from '../state/recorded-processes.ts';
import { claimState } from './claim-state.ts';

// Ports that no other system of this machine's users takes by default.
const PORTS = planPorts(19_000);
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claim-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const layout = () => createStateLayout(join(folder, 'state'), 'memstore');
const ignore = () => undefined;

test('the second on a state learns of the first, whose stack.json stays; after its end the state is free', async () => {
  const release = await claimState(layout(), PORTS, ignore);
  writeFileSync(layout().stackFile, '{}');

  await expect(claimState(layout(), planPorts(18_000), ignore)).rejects.toMatchObject({
    code: 'ERR_ALREADY_RUNNING',
    message: expect.stringContaining(`process ${String(process.pid)}, http://localhost:19000`),
  });
  expect(existsSync(layout().stackFile)).toBe(true);

  await release();
  const releaseAgain = await claimState(layout(), PORTS, ignore);
  expect(existsSync(layout().stackFile)).toBe(false);
  await releaseAgain();
});

test('what a killed system left behind is told and ended', async () => {
  mkdirSync(layout().runDirectory, { recursive: true });
  const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  recordProcess(layout().runDirectory, 'broker', child.pid);
  const lines: string[] = [];

  const release = await claimState(layout(), PORTS, (line) => lines.push(line));
  await release();

  expect(lines.join('\n')).toContain(`broker (${String(child.pid)})`);
  expect(readStartTime(child.pid ?? 0)).toBeUndefined();
});

test('a port that is taken is refused with a way out, and the state is free again', async () => {
  const server = createServer().listen(PORTS.rgw, '127.0.0.1');
  await once(server, 'listening');

  await expect(claimState(layout(), PORTS, ignore)).rejects.toMatchObject({
    code: 'ERR_PORTS_IN_USE',
    message: expect.stringMatching(/port 19020 \(rgw\).*--port-base/),
  });

  server.close();
  await once(server, 'close');
  await (
    await claimState(layout(), PORTS, ignore)
  )();
});

test('a path that a configuration file would misread is refused', async () => {
  await expect(claimState(createStateLayout('/a;b', 'memstore'), PORTS, ignore)).rejects.toMatchObject({
    code: 'ERR_STATE_PATH',
  });
});

test.each([['file'], ['file/below']])(
  'a state at %s, which is or lies below a file, is refused with the option to change',
  async (name) => {
    writeFileSync(join(folder, 'file'), '');

    await expect(claimState(createStateLayout(join(folder, name), 'memstore'), PORTS, ignore)).rejects.toMatchObject({
      code: 'ERR_STATE_PATH',
      message: expect.stringMatching(/file is a file\..*--state/),
    });
  },
);
