import type { AclEntry } from '../src/policy/acl-entry.ts';

/** One request as docker_auth sees it: nobody's account is empty. */
export type AclRequest = {
  account: string;
  type: string;
  name: string;
  service: string;
  /** `null`: not known. */
  ip: string | null;
  labels: Readonly<Record<string, readonly string[]>>;
  actions: readonly string[];
};

type Variables = readonly (readonly [string, string])[];

/** What docker_auth's list gives: the first entry that matches decides, and nothing where none does. */
export function evaluateAcl(entries: readonly AclEntry[], request: AclRequest): readonly string[] {
  const entry = entries.find((each) => isMatch(each, request));
  const actions = entry?.actions ?? [];
  if (actions.length === 1 && actions[0] === '*') return request.actions;
  return request.actions.filter((action) => actions.includes(action));
}

function isMatch({ match }: AclEntry, request: AclRequest): boolean {
  const variables = ['account', 'type', 'name', 'service'].map(
    (field) => [`\${${field}}`, quote(String(Reflect.get(request, field)))] as const,
  );
  const fields = (['account', 'type', 'name', 'service'] as const).every((field) =>
    isFieldMatch(match[field], request[field], variables, request.labels),
  );
  return fields && isAddressMatch(match.ip, request.ip) && isLabelMatch(match.labels, request.labels, variables);
}

/** With every value of every label in turn. */
function isFieldMatch(
  pattern: string | undefined,
  text: string,
  variables: Variables,
  labels: AclRequest['labels'],
): boolean {
  if (pattern === undefined || isTextMatch(pattern, text, variables)) return true;
  const used = Object.entries(labels).filter(([key]) => pattern.includes(`\${labels:${key}}`));
  let choices: (readonly (readonly [string, string])[])[] = [variables];
  for (const [key, values] of used) {
    choices = choices.flatMap((each) => values.map((value) => each.concat([[`\${labels:${key}}`, value]])));
  }
  return used.length > 0 && choices.some((each) => isTextMatch(pattern, text, each));
}

function isLabelMatch(
  wanted: Readonly<Record<string, string>> | undefined,
  labels: AclRequest['labels'],
  variables: Variables,
): boolean {
  return Object.entries(wanted ?? {}).every(([key, pattern]) =>
    (labels[key] ?? []).some((value) => isTextMatch(pattern, value, variables)),
  );
}

function isTextMatch(pattern: string, text: string, variables: Variables): boolean {
  const names = variables.map(([name]) => quote(name)).join('|');
  const values = new Map(variables);
  const filled = pattern.replaceAll(new RegExp(names, 'g'), (name) => values.get(name) ?? '');
  const isExpression = filled.length > 2 && filled.startsWith('/') && filled.endsWith('/');
  return isExpression ? new RegExp(filled.slice(1, -1)).test(text) : globOf(filled).test(text);
}

function quote(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}

/** `path.Match` of Go. */
function globOf(glob: string): RegExp {
  const source = glob.replaceAll(/\\[^]|\*|\?|\[\^?[^\]]+\]|[^]/g, (piece) => {
    if (piece === '*') return '[^/]*';
    if (piece === '?') return '[^/]';
    if (piece.length > 1) return piece.startsWith('\\') ? quote(piece.slice(1)) : piece;
    return quote(piece);
  });
  return new RegExp(`^${source}$`);
}

function isAddressMatch(pattern: string | undefined, ip: string | null): boolean {
  if (pattern === undefined) return true;
  if (ip === null) return false;
  const [network = '', prefix] = pattern.split('/');
  const width = network.includes(':') ? 128 : 32;
  const bits = bitsOf(network).slice(0, prefix === undefined ? width : Number(prefix));
  return network.includes(':') === ip.includes(':') && bitsOf(ip).startsWith(bits);
}

/** The bits of an address; of IPv6 those alone that write all of their groups or end in `::N`. */
function bitsOf(ip: string): string {
  if (!ip.includes(':')) return toBits(ip.split('.').map(Number), 8);
  const [head = '', tail] = ip.split('::');
  const first = head.split(':').filter((part) => part !== '');
  const last = (tail ?? '').split(':').filter((part) => part !== '');
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return toBits(
    [...first, ...zeros, ...last].map((part) => Number.parseInt(part, 16)),
    16,
  );
}

function toBits(numbers: readonly number[], width: number): string {
  return numbers.map((number) => number.toString(2).padStart(width, '0')).join('');
}
