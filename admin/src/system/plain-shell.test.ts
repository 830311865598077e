import { expect, test } from 'vitest';

import { createPlainShell } from './plain-shell.ts';

test.each([
  ['an escape sequence', '\u001B[2Jgone', String.raw`\u{1b}[2Jgone`],
  ['the same in one character', '\u009B2J', String.raw`\u{9b}2J`],
  ['another line', 'a\r\nb', String.raw`a\u{d}\u{a}b`],
  ['the other direction', 'a\u202Eb', String.raw`a\u{202e}b`],
  ['half a character', 'a\uD800', String.raw`a\u{d800}`],
  ['what is nothing of the kind', 'Zoë “…” 漢 \\u{1b}', 'Zoë “…” 漢 \\u{1b}'],
])('%s is shown, not obeyed', (_what, text, shown) => {
  const lines: string[] = [];
  const push = (line: string): void => void lines.push(line);
  const shell = createPlainShell({
    print: push,
    complain: push,
    sayWaiting: push,
    askNewPassword: async () => ({ kind: 'invalid', reason: 'nobody is there' }),
    resolvePath: (file) => file,
  });
  shell.print(text);
  shell.complain(text);
  shell.sayWaiting(text);
  expect(lines).toEqual([shown, shown, shown]);
});
