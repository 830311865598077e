import type { Entry } from './entry.ts';

/** The default policy of authz lets whoever has this label do everything. */
const ADMINISTRATORS = { key: 'groups', value: 'administrators' };

const REASON = `it would be an administrator of everything (${ADMINISTRATORS.key}=${ADMINISTRATORS.value}): --allow-administrators takes it over`;

/** Refuses whoever would become an administrator: in the file's old system the label may have meant less. */
export function refuseAdministrators(entries: readonly Entry[]): Entry[] {
  return entries.map((entry) => {
    if (entry.kind !== 'user' || !isAdministrator(entry)) return entry;
    const { line, account } = entry;
    return { kind: 'refused', line, account, reason: REASON };
  });
}

function isAdministrator({ labels = {} }: Extract<Entry, { kind: 'user' }>): boolean {
  const { key, value } = ADMINISTRATORS;
  return Object.hasOwn(labels, key) && (labels[key] ?? []).includes(value);
}
