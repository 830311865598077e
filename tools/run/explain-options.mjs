/** Options by command; those that take a value are followed by `=`. */
const OPTIONS = {
  start: ['port-base=', 'state=', 'store='],
  users: [
    'dry-run',
    'replace',
    'allow-administrators',
    'format=',
    'group=',
    'new-password',
    'new-password-file=',
    'token-file=',
    'name=',
    'scopes=',
    'expires=',
    'state=',
    'authn-url=',
    'token-url=',
    'username=',
    'password-file=',
  ],
  policy: [
    'json',
    'dry-run',
    'replace',
    'partial',
    'keep-defaults',
    'offline',
    'force',
    'reason=',
    'base=',
    'address=',
    'service=',
    'label=',
    'type=',
    'days=',
    'limit=',
    'state=',
    'authz-url=',
    'authn-url=',
    'token-url=',
    'username=',
    'password-file=',
  ],
};
const CALLS = { start: 'npm start', users: 'npm run users', policy: 'npm run policy' };

/**
 * What to type instead, when npm took an option of a command for one of its own: it hands `npm start --port-base 25000` on as the
 * argument `25000` and a variable. A dry run would otherwise be a real one. Undefined when nothing of the kind happened.
 * @param {string} command
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {readonly string[]} args
 */
export function explainOptions(command, environment, args) {
  if (command !== 'start' && command !== 'users' && command !== 'policy') return undefined;
  const kept = OPTIONS[command].flatMap((option) => {
    const name = option.replace('=', '');
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`];
    return value === undefined ? [] : [{ name, value, isLost: value === 'true' && name !== option }];
  });
  // The values that npm left behind come last.
  const rest = [...args];
  const values = rest.splice(Math.max(0, rest.length - kept.filter(({ isLost }) => isLost).length));
  const meant = kept.map(({ name, value, isLost }) => {
    if (isLost) return `--${name} ${values.shift() ?? 'VALUE'}`;
    return value === 'true' ? `--${name}` : `--${name} ${value}`;
  });
  if (meant.length === 0) return undefined;
  const full = [...rest, ...meant].join(' ');
  return `npm kept ${meant.join(' ')} for itself: options come after \`--\`: ${CALLS[command]} -- ${full}`;
}
