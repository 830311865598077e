import { createCrane } from './crane.ts';
import { createOras } from './oras.ts';
import { createRegctl } from './regctl.ts';
import type { ArtifactTool, RegistryTool } from './registry-tool.ts';
import type { Sandbox } from './sandbox.ts';
import { createSkopeo } from './skopeo.ts';

type CreateTool<T> = (sandbox: Sandbox, host: string) => T;

export const EVERY_TOOL: readonly { name: string; createTool: CreateTool<RegistryTool> }[] = [
  { name: 'skopeo', createTool: createSkopeo },
  { name: 'crane', createTool: createCrane },
  { name: 'oras', createTool: createOras },
  { name: 'regctl', createTool: createRegctl },
];

export const EVERY_ARTIFACT_TOOL: readonly { name: string; createTool: CreateTool<ArtifactTool> }[] = [
  { name: 'oras', createTool: createOras },
  { name: 'regctl', createTool: createRegctl },
];
