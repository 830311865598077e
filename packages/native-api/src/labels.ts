import * as z from 'zod';

/** What is known of an account besides its name, such as `groups`. */
export type Labels = Readonly<Record<string, readonly string[]>>;

/** Carries a credential's restrictions through docker_auth, which knows labels alone: base64url of their JSON list. */
export const RESTRICTIONS_LABEL = 'wharfinger-restrictions';

/** Labels as one function believes them of another. */
export const labelsAnswer: z.ZodType<Labels> = z.record(z.string(), z.array(z.string()));
