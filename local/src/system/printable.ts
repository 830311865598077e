/** What could move the cursor, change the direction of the text or end its line. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const MAX_CHARACTERS = 200;

/** Text of others, for the owner's console: no control characters, and no longer than a person reads. */
export function toPrintable(text: string, maxCharacters: number = MAX_CHARACTERS): string {
  const characters = Array.from(text.replaceAll(UNPRINTABLE, '\u{FFFD}'));
  if (characters.length <= maxCharacters) return characters.join('');
  return `${characters.slice(0, maxCharacters).join('')}…`;
}
