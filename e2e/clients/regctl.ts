import { z } from 'zod';
import { toolPath } from '@wharfinger/local';
import { linesOf, runIn } from './registry-tool.ts';
import type { ArtifactTool } from './registry-tool.ts';
import type { Sandbox } from './sandbox.ts';

const referrersSchema = z.object({
  descriptors: z.array(z.object({ digest: z.string(), artifactType: z.string() })),
});

export function createRegctl(sandbox: Sandbox, host: string): ArtifactTool {
  const run = runIn(sandbox);
  const program = toolPath('regctl');
  return {
    name: 'regctl',
    deletesTagOnly: true,
    login: async ({ username, password }) => {
      await run([program, 'registry', 'set', '--tls', 'disabled', '--skip-check', host]);
      await run([program, 'registry', 'login', host, '--user', username, '--pass-stdin'], password);
    },
    push: async (layout, tag, reference) => {
      await run([program, 'image', 'copy', `ocidir://${layout}:${tag}`, reference]);
    },
    pull: async (reference, layout) => {
      await run([program, 'image', 'copy', reference, `ocidir://${layout}:pulled`]);
    },
    resolve: async (reference) => (await run([program, 'image', 'digest', reference])).trim(),
    listTags: async (repository) => linesOf(await run([program, 'tag', 'ls', repository])),
    copy: async (from, to) => {
      await run([program, 'image', 'copy', from, to]);
    },
    attach: async (reference, artifactType, text) => {
      await run([program, 'artifact', 'put', '--artifact-type', artifactType, '--subject', reference], text);
    },
    listReferrers: async (reference) =>
      referrersSchema.parse(
        JSON.parse(await run([program, 'artifact', 'list', reference, '--format', '{{ jsonPretty . }}'])),
      ).descriptors,
    deleteReference: async (reference) => {
      await run([program, ...(reference.includes('@') ? ['manifest', 'delete'] : ['tag', 'delete']), reference]);
    },
  };
}
