export { PART_NAMES, type PartName } from './parts/part-names.ts';
export { toolPath, type ToolName } from './setup/go-tools.ts';
export type { Store } from './state/layout.ts';
export type { PartControl } from './system/part-set.ts';
export { type Stack, type StackSite } from './system/stack.ts';
export { startSystem, type System, type SystemOptions } from './system/start-system.ts';
export { SystemError } from './system/system-error.ts';
export { NotReadyError } from './system/wait-for-probes.ts';
