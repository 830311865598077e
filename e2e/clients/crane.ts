import { toolPath } from '@wharfinger/local';
import { linesOf, runIn } from './registry-tool.ts';
import type { RegistryTool } from './registry-tool.ts';
import type { Sandbox } from './sandbox.ts';

export function createCrane(sandbox: Sandbox, host: string): RegistryTool {
  const run = runIn(sandbox);
  const program = toolPath('crane');
  return {
    name: 'crane',
    deletesTagOnly: true,
    login: async ({ username, password }) => {
      await run([program, 'auth', 'login', host, '--username', username, '--password-stdin'], password);
    },
    push: async (layout, _tag, reference) => {
      await run([program, 'push', layout, reference]);
    },
    pull: async (reference, layout) => {
      await run([program, 'pull', '--format', 'oci', reference, layout]);
    },
    resolve: async (reference) => (await run([program, 'digest', reference])).trim(),
    listTags: async (repository) => linesOf(await run([program, 'ls', repository])),
    copy: async (from, to) => {
      await run([program, 'copy', from, to]);
    },
    deleteReference: async (reference) => {
      await run([program, 'delete', reference]);
    },
  };
}
