import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { z } from 'zod';

/** Who runs on a state, and where its registry answers. */
export type Holder = { pid: number; registry: string; since: string };

const holderSchema: z.ZodType<Holder> = z.object({ pid: z.number(), registry: z.string(), since: z.string() });

export type LockResult =
  | { kind: 'locked'; release: () => Promise<void> }
  | { kind: 'held'; holder: Holder | undefined };

/**
 * Takes a state for this process. The lock is a socket in Linux's abstract name space: taking it is atomic, the kernel lets go
 * of it when the process ends in whatever way, and it answers a second comer with who holds it.
 * @see unix(7)
 */
export async function lockState(root: string, self: Holder): Promise<LockResult> {
  const path = `\0wharfinger-${createHash('sha256').update(root).digest('hex')}`;
  for (;;) {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(JSON.stringify(self));
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
    if (answer.kind === 'answered') return { kind: 'held', holder: answer.holder };
  }
}

async function askHolder(path: string): Promise<{ kind: 'answered'; holder: Holder | undefined } | { kind: 'gone' }> {
  const socket = connect(path);
  socket.setTimeout(5000, () => socket.destroy());
  try {
    const text = (await socket.setEncoding('utf8').toArray()).join('');
    const parsed = holderSchema.safeParse(text === '' ? undefined : JSON.parse(text));
    return { kind: 'answered', holder: parsed.data };
  } catch (error) {
    // It ended between our two attempts: the lock is free to take.
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return { kind: 'gone' };
    return { kind: 'answered', holder: undefined };
  }
}
