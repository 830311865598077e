import * as z from 'zod';

/** What a token lets its bearer do with one resource. */
export type AccessEntry = { type: string; class?: string; name: string; actions: string[] };

/** Claims of a registry token; times in whole seconds since the epoch, as Distribution wants them. */
export type TokenClaims = {
  iss: string;
  sub: string;
  aud: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  access: AccessEntry[];
};

const accessSchema: z.ZodType<AccessEntry> = z.object({
  type: z.string(),
  class: z.string().exactOptional(),
  name: z.string(),
  actions: z.array(z.string()),
});

/** Claims as a verified token must have them; others are dropped. */
export const claimsSchema: z.ZodType<TokenClaims> = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  exp: z.int(),
  nbf: z.int(),
  iat: z.int(),
  jti: z.string(),
  access: z.array(accessSchema),
});
