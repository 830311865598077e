import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { z } from 'zod';

/** Who runs on a state, and where its registry answers. */
export type Holder = { pid: number; registry: string; since: string };

const holderSchema: z.ZodType<Holder> = z.object({ pid: z.number(), registry: z.string(), since: z.string() });

export type LockResult<T> = { kind: 'locked'; release: () => Promise<void> } | { kind: 'held'; holder: T | undefined };

/** Takes a state for this process; a second comer learns who has it. */
export async function lockState(root: string, self: Holder): Promise<LockResult<Holder>> {
  const lock = await takeLock(root, JSON.stringify(self));
  return lock.kind === 'locked' ? lock : { kind: 'held', holder: parseHolder(lock.holder) };
}

/**
 * Takes the lock of that name for this process. The lock is a socket in Linux's abstract name space: taking it is atomic, the
 * kernel lets go of it when the process ends in whatever way, and it answers a second comer with the holder's payload.
 * @see unix(7)
 */
export async function takeLock(name: string, payload: string): Promise<LockResult<string>> {
  const path = `\0wharfinger-${createHash('sha256').update(name).digest('hex')}`;
  for (;;) {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(payload);
    });
    server.unref();
    try {
      server.listen(path);
      await once(server, 'listening');
      return {
        kind: 'locked',
        release: async () => {
          server.close();
          await once(server, 'close');
        },
      };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
    const answer = await askHolder(path);
    if (answer.kind === 'answered') return { kind: 'held', holder: answer.payload };
  }
}

async function askHolder(path: string): Promise<{ kind: 'answered'; payload: string | undefined } | { kind: 'gone' }> {
  const socket = connect(path);
  socket.setTimeout(5000, () => socket.destroy());
  try {
    return { kind: 'answered', payload: (await socket.setEncoding('utf8').toArray()).join('') };
  } catch (error) {
    // It ended between our two attempts: the lock is free to take.
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return { kind: 'gone' };
    return { kind: 'answered', payload: undefined };
  }
}

function parseHolder(payload: string | undefined): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(payload ?? ''));
  } catch {
    return undefined;
  }
}
