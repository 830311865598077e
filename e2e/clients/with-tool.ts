import path from 'node:path';
import { createAccount } from '../http/admin-api.ts';
import { writeOciLayout } from '../images/oci-layout.ts';
import type { Image, ImageIndex } from '../images/image.ts';
import { hostOf } from '../system/stack-schema.ts';
import type { Stack } from '../system/stack-schema.ts';
import type { Credentials, RegistryTool } from './registry-tool.ts';
import { createSandbox } from './sandbox.ts';

export type ToolSession<T> = {
  tool: T;
  account: Credentials;
  /** `host:port` of the registry. */
  host: string;
  /** A directory that is gone after the test. */
  pathOf: (name: string) => string;
  /** Writes the item as a layout and pushes it to `host/repository:tag`. */
  push: (item: Image | ImageIndex, repository: string, tag: string) => Promise<void>;
};

/** Runs a test with a client that is logged in as a new account and keeps its state in a directory of the test's own. */
export async function withTool<T extends RegistryTool>(
  stack: Stack,
  createTool: (sandbox: Awaited<ReturnType<typeof createSandbox>>, host: string) => T,
  test: (session: ToolSession<T>) => Promise<void>,
): Promise<void> {
  const sandbox = await createSandbox('client');
  try {
    const host = hostOf(stack);
    const account = await createAccount(stack);
    const tool = createTool(sandbox, host);
    await tool.login(account);
    const pathOf = (name: string): string => path.join(sandbox.directory, name);
    let layouts = 0;
    await test({
      tool,
      account,
      host,
      pathOf,
      push: async (item, repository, tag) => {
        layouts += 1;
        const layout = pathOf(`layout-${layouts}`);
        await writeOciLayout(layout, item, tag);
        await tool.push(layout, tag, `${host}/${repository}:${tag}`);
      },
    });
  } finally {
    await sandbox.remove();
  }
}
