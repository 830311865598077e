import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { linesOf, runIn } from './registry-tool.ts';
import type { ArtifactTool } from './registry-tool.ts';
import type { Sandbox } from './sandbox.ts';

const referrersSchema = z.object({
  referrers: z.array(z.object({ digest: z.string(), artifactType: z.string() })),
});

export function createOras(sandbox: Sandbox, host: string): ArtifactTool {
  const run = runIn(sandbox);
  return {
    name: 'oras',
    deletesTagOnly: false,
    login: async ({ username, password }) => {
      await run(['oras', 'login', '--plain-http', '--username', username, '--password-stdin', host], password);
    },
    push: async (layout, tag, reference) => {
      await run(['oras', 'cp', '--no-tty', '--from-oci-layout', '--to-plain-http', `${layout}:${tag}`, reference]);
    },
    pull: async (reference, layout) => {
      await run(['oras', 'cp', '--no-tty', '--from-plain-http', '--to-oci-layout', reference, `${layout}:pulled`]);
    },
    resolve: async (reference) => (await run(['oras', 'resolve', '--plain-http', reference])).trim(),
    listTags: async (repository) => linesOf(await run(['oras', 'repo', 'tags', '--plain-http', repository])),
    copy: async (from, to) => {
      await run(['oras', 'cp', '--no-tty', '--from-plain-http', '--to-plain-http', from, to]);
    },
    attach: async (reference, artifactType, text) => {
      await writeFile(path.join(sandbox.directory, 'artifact.txt'), text);
      const attach = ['oras', 'attach', '--plain-http', '--no-tty', '--artifact-type', artifactType] as const;
      await run([...attach, reference, 'artifact.txt:text/plain']);
    },
    listReferrers: async (reference) =>
      referrersSchema.parse(
        JSON.parse(await run(['oras', 'discover', '--plain-http', '--depth', '1', '--format', 'json', reference])),
      ).referrers,
    deleteReference: async (reference) => {
      await run(['oras', 'manifest', 'delete', '--plain-http', '--force', reference]);
    },
  };
}
