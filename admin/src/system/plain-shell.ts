import type { Shell } from './shell.ts';

/** What a terminal obeys or doesn't show, or shows elsewhere; a line has no line end in it. */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A shell that shows such characters as `\u{1b}`: much of what is printed came from a server or a file. */
export function createPlainShell(shell: Shell): Shell {
  return {
    ...shell,
    print: (line) => shell.print(plain(line)),
    complain: (line) => shell.complain(plain(line)),
    sayWaiting: (reason) => shell.sayWaiting(plain(reason)),
  };
}

function plain(line: string): string {
  return line.replaceAll(UNSHOWN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
