import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { toolPath } from '@wharfinger/local';
import { linesOf, runIn } from './registry-tool.ts';
import type { ArtifactTool } from './registry-tool.ts';
import type { Sandbox } from './sandbox.ts';

const referrersSchema = z.object({
  referrers: z.array(z.object({ digest: z.string(), artifactType: z.string() })),
});

export function createOras(sandbox: Sandbox, host: string): ArtifactTool {
  const run = runIn(sandbox);
  const program = toolPath('oras');
  return {
    name: 'oras',
    deletesTagOnly: false,
    login: async ({ username, password }) => {
      await run([program, 'login', '--plain-http', '--username', username, '--password-stdin', host], password);
    },
    push: async (layout, tag, reference) => {
      await run([program, 'cp', '--no-tty', '--from-oci-layout', '--to-plain-http', `${layout}:${tag}`, reference]);
    },
    pull: async (reference, layout) => {
      await run([program, 'cp', '--no-tty', '--from-plain-http', '--to-oci-layout', reference, `${layout}:pulled`]);
    },
    resolve: async (reference) => (await run([program, 'resolve', '--plain-http', reference])).trim(),
    listTags: async (repository) => linesOf(await run([program, 'repo', 'tags', '--plain-http', repository])),
    copy: async (from, to) => {
      await run([program, 'cp', '--no-tty', '--from-plain-http', '--to-plain-http', from, to]);
    },
    attach: async (reference, artifactType, text) => {
      await writeFile(path.join(sandbox.directory, 'artifact.txt'), text);
      const attach = [program, 'attach', '--plain-http', '--no-tty', '--artifact-type', artifactType] as const;
      await run([...attach, reference, 'artifact.txt:text/plain']);
    },
    listReferrers: async (reference) =>
      referrersSchema.parse(
        JSON.parse(await run([program, 'discover', '--plain-http', '--depth', '1', '--format', 'json', reference])),
      ).referrers,
    deleteReference: async (reference) => {
      await run([program, 'manifest', 'delete', '--plain-http', '--force', reference]);
    },
  };
}
