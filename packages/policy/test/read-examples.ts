import type { PlainRequest } from '@wharfinger/fakes';
import { type PolicyDocument, policyInputSchema } from '@wharfinger/policy';

/** A row of a table of requests: who asks for what, and what the page says is decided. */
export type ExampleRequest = {
  request: PlainRequest;
  actions: readonly string[];
  restrictions: readonly string[] | null;
  granted: readonly string[];
  rule: string | null;
  /** The row as the page writes it. */
  source: string;
};

export type ExampleWarning = { rule: string; kind: string };

/** One worked example of the page. */
export type Example = {
  title: string;
  document: PolicyDocument;
  requests: readonly ExampleRequest[];
  warnings: readonly ExampleWarning[];
};

const NOTHING = '–';

/** Rows of the table with this heading, cell by cell, without the marks of code. */
export function readTable(markdown: string, heading: string): string[][] {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} `));
  if (start === -1) return [];
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end === -1 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

type Who = Pick<PlainRequest, 'account' | 'labels' | 'address' | 'service' | 'now'> & { restrictions: string[] | null };

/** Reads `alice, groups=dev, from 10.0.0.7, at 2026-12-25T10:00:00Z, for wharfinger, with a key for repository:a:pull`. */
function readWho(text: string): Who {
  const [account = '', ...details] = text.split(', ');
  const who: Who = {
    account: account === 'anonymous' ? null : account,
    labels: {},
    address: '203.0.113.9',
    service: 'registry.example',
    now: '2026-06-01T00:00:00Z',
    restrictions: null,
  };
  for (const detail of details) readDetail(who, detail);
  return who;
}

const DETAILS: Record<string, (who: Who, value: string) => void> = {
  from: (who, value) => (who.address = value === 'an unknown address' ? null : value),
  at: (who, value) => (who.now = value),
  for: (who, value) => (who.service = value),
  'with a key for': (who, value) => (who.restrictions = [value]),
};

function readDetail(who: Who, detail: string): void {
  const [, key, label] = /^(\w+)=(\S+)$/.exec(detail) ?? [];
  if (key !== undefined && label !== undefined) {
    who.labels[key] = [...(who.labels[key] ?? []), label];
    return;
  }
  const [, word = '', value = ''] = /^(from|at|for|with a key for) (.+)$/.exec(detail) ?? [];
  const read = DETAILS[word];
  if (read === undefined) throw new Error(`Nobody can tell what ${JSON.stringify(detail)} means.`);
  read(who, value);
}

function readRequest(cells: readonly string[]): ExampleRequest {
  const [whoText = '', scope = '', granted = '', rule = ''] = cells;
  const { restrictions, ...who } = readWho(whoText);
  const [type = '', name = '', actions = ''] = scope.split(':');
  return {
    request: { ...who, type, name },
    actions: actions.split(','),
    restrictions,
    granted: granted === NOTHING ? [] : granted.split(','),
    rule: rule === NOTHING ? null : rule,
    source: `${whoText} asks for ${scope}`,
  };
}

function readExample(section: string): Example {
  const title = section.split('\n', 1)[0] ?? '';
  const [, rules] = /```json\n(.*?)```/s.exec(section) ?? [];
  const requests = readTable(section, 'who asks').map((cells) => readRequest(cells));
  if (rules === undefined || requests.length < 3) throw new Error(`“${title}” lacks its rules or its requests.`);
  return {
    title,
    document: policyInputSchema.parse(JSON.parse(rules)),
    requests,
    warnings: readTable(section, 'rule').map(([rule = '', kind = '']) => ({ rule, kind })),
  };
}

/** The worked examples of a page: each a third-level heading with rules as JSON and a table of requests. */
export function readExamples(page: string): Example[] {
  const [, section = ''] = /^## Ten examples\n(.*?)(?=^## |(?![\s\S]))/ms.exec(page) ?? [];
  return section
    .split(/^### /m)
    .slice(1)
    .map((part) => readExample(part));
}
