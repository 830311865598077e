const PLACEHOLDER = /\$\{([A-Z][A-Z0-9_]*)\}/g;
/** What ends or changes a double-quoted YAML string. */
const UNSAFE = /["\\\p{Cc}]/u;

export class TemplateError extends Error {
  readonly code = 'ERR_TEMPLATE';
}

/**
 * Puts values in place of `${NAME}` inside double-quoted strings.
 * @throws TemplateError `ERR_TEMPLATE` naming each placeholder without a value, value without a placeholder, and unsafe value
 */
export function renderTemplate(template: string, values: Readonly<Record<string, string>>): string {
  const wanted = new Set([...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? ''));
  const problems = [
    ...[...wanted].filter((name) => values[name] === undefined).map((name) => `${name} has no value`),
    ...Object.keys(values)
      .filter((name) => !wanted.has(name))
      .map((name) => `${name} is not in the template`),
    ...Object.entries(values)
      .filter(([, value]) => UNSAFE.test(value))
      .map(([name]) => `${name} has a character that can't stand in a quoted string`),
  ];
  if (problems.length > 0) throw new TemplateError(`The template can't be rendered: ${problems.join('; ')}`);
  return template.replaceAll(PLACEHOLDER, (_, name: string) => values[name] ?? '');
}
