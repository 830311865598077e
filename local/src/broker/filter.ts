import { z } from 'zod';

/** A Trigger's filter in the dialects that attributes allow. @see https://knative.dev/docs/eventing/triggers/#trigger-filtering */
export type Filter =
  | { exact: Record<string, string> }
  | { prefix: Record<string, string> }
  | { suffix: Record<string, string> }
  | { all: Filter[] }
  | { any: Filter[] }
  | { not: Filter };

const attributesSchema = z.record(z.string(), z.string());

export const filterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.strictObject({ exact: attributesSchema }),
    z.strictObject({ prefix: attributesSchema }),
    z.strictObject({ suffix: attributesSchema }),
    z.strictObject({ all: z.array(filterSchema) }),
    z.strictObject({ any: z.array(filterSchema) }),
    z.strictObject({ not: filterSchema }),
  ]),
);

/** Filters see attributes and extensions, never data; an attribute that the event lacks matches nothing. */
export function matchesFilter(filter: Filter, attributes: Readonly<Record<string, string>>): boolean {
  if ('all' in filter) return filter.all.every((inner) => matchesFilter(inner, attributes));
  if ('any' in filter) return filter.any.some((inner) => matchesFilter(inner, attributes));
  if ('not' in filter) return !matchesFilter(filter.not, attributes);
  if ('exact' in filter) return everyAttribute(filter.exact, attributes, (value, wanted) => value === wanted);
  if ('prefix' in filter) return everyAttribute(filter.prefix, attributes, (value, wanted) => value.startsWith(wanted));
  return everyAttribute(filter.suffix, attributes, (value, wanted) => value.endsWith(wanted));
}

function everyAttribute(
  wanted: Readonly<Record<string, string>>,
  attributes: Readonly<Record<string, string>>,
  matches: (value: string, wanted: string) => boolean,
): boolean {
  return Object.entries(wanted).every(([name, text]) => {
    const value = attributes[name];
    return value !== undefined && matches(value, text);
  });
}
