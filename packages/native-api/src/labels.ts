import * as z from 'zod';

/** What is known of an account besides its name, such as `groups`. */
export type Labels = Readonly<Record<string, readonly string[]>>;

/** Carries a credential's restrictions through docker_auth, which knows labels alone: base64url of their JSON list. */
export const RESTRICTIONS_LABEL = 'wharfinger-restrictions';

/**
 * Lists by label. A label named `__proto__` is refused: a record would leave it out without a word, and a denial that
 * speaks of it would not hold.
 */
export function labelMap<T extends z.ZodType>(
  key: z.ZodString,
  values: T,
): z.ZodType<Readonly<Record<string, z.output<T>>>> {
  return z
    .unknown()
    .refine(
      (labels) => typeof labels !== 'object' || labels === null || !Object.hasOwn(labels, '__proto__'),
      'has a label __proto__',
    )
    .pipe(z.record(key, values));
}

/** Labels as one function believes them of another. */
export const labelsAnswer: z.ZodType<Labels> = labelMap(z.string(), z.array(z.string()));
