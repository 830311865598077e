const OPTIONS = ['port-base', 'state', 'store'];

/**
 * What to type instead, when npm took an option of `npm start` for one of its own: it hands `npm start --port-base 25000` on as the
 * argument `25000` and a variable. Undefined when nothing of the kind happened.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {readonly string[]} args
 */
export function explainOptions(environment, args) {
  const rest = [...args];
  const meant = OPTIONS.flatMap((option) => {
    const value = environment[`npm_config_${option.replace('-', '_')}`];
    if (value === undefined) return [];
    return [`--${option} ${value === 'true' ? (rest.shift() ?? 'VALUE') : value}`];
  });
  if (meant.length === 0) return undefined;
  return `npm kept ${meant.join(' ')} for itself: options come after \`--\`: npm start -- ${meant.join(' ')}`;
}
