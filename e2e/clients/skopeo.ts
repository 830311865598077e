import { z } from 'zod';
import { digestOf } from '../images/image.ts';
import { runIn } from './registry-tool.ts';
import type { RegistryTool } from './registry-tool.ts';
import type { Sandbox } from './sandbox.ts';

export function createSkopeo(sandbox: Sandbox, host: string): RegistryTool {
  const run = runIn(sandbox);
  const insecure = ['--src-tls-verify=false', '--dest-tls-verify=false'] as const;
  const copy = async (from: string, to: string): Promise<void> => {
    await run(['skopeo', '--insecure-policy', 'copy', '--quiet', '--all', '--preserve-digests', ...insecure, from, to]);
  };
  const tagsSchema = z.object({ Tags: z.array(z.string()) });
  return {
    name: 'skopeo',
    deletesTagOnly: false,
    login: async ({ username, password }) => {
      await run(['skopeo', 'login', '--tls-verify=false', '--username', username, '--password-stdin', host], password);
    },
    push: async (layout, tag, reference) => {
      await copy(`oci:${layout}:${tag}`, `docker://${reference}`);
    },
    pull: async (reference, layout) => {
      await copy(`docker://${reference}`, `oci:${layout}:pulled`);
    },
    resolve: async (reference) =>
      digestOf(Buffer.from(await run(['skopeo', 'inspect', '--raw', '--tls-verify=false', `docker://${reference}`]))),
    listTags: async (repository) =>
      tagsSchema.parse(JSON.parse(await run(['skopeo', 'list-tags', '--tls-verify=false', `docker://${repository}`])))
        .Tags,
    copy: async (from, to) => {
      await copy(`docker://${from}`, `docker://${to}`);
    },
    deleteReference: async (reference) => {
      await run(['skopeo', 'delete', '--tls-verify=false', `docker://${reference}`]);
    },
  };
}
