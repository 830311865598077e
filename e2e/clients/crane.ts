import { linesOf, runIn } from './registry-tool.ts';
import type { RegistryTool } from './registry-tool.ts';
import type { Sandbox } from './sandbox.ts';

export function createCrane(sandbox: Sandbox, host: string): RegistryTool {
  const run = runIn(sandbox);
  return {
    name: 'crane',
    deletesTagOnly: true,
    login: async ({ username, password }) => {
      await run(['crane', 'auth', 'login', host, '--username', username, '--password-stdin'], password);
    },
    push: async (layout, _tag, reference) => {
      await run(['crane', 'push', layout, reference]);
    },
    pull: async (reference, layout) => {
      await run(['crane', 'pull', '--format', 'oci', reference, layout]);
    },
    resolve: async (reference) => (await run(['crane', 'digest', reference])).trim(),
    listTags: async (repository) => linesOf(await run(['crane', 'ls', repository])),
    copy: async (from, to) => {
      await run(['crane', 'copy', from, to]);
    },
    deleteReference: async (reference) => {
      await run(['crane', 'delete', reference]);
    },
  };
}
