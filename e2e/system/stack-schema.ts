import { z } from 'zod';

export type Site = {
  name: string;
  registry: string;
  registryDirect: string;
  token: string;
  authz: string;
  authnHook: string;
  events: string;
  gc: string;
  audit: string;
  s3: {
    endpoint: string;
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
    registryBucket: string;
    controlBucket: string;
  };
};

export type Stack = {
  sites: Site[];
  edge?: { registry: string } | undefined;
  admin: { username: string; password: string };
};

const url = z.url({ protocol: /^https?$/ });

const siteSchema: z.ZodType<Site> = z.strictObject({
  name: z.string().min(1),
  registry: url,
  registryDirect: url,
  token: url,
  authz: url,
  authnHook: url,
  events: url,
  gc: url,
  audit: url,
  s3: z.strictObject({
    endpoint: url,
    region: z.string().min(1),
    accessKeyId: z.string().min(1),
    secretAccessKey: z.string().min(1),
    registryBucket: z.string().min(1),
    controlBucket: z.string().min(1),
  }),
});

/** `stack.json`, restated here from the design: what anybody outside may rely on. */
export const stackSchema: z.ZodType<Stack> = z.strictObject({
  sites: z.array(siteSchema).min(1),
  edge: z.strictObject({ registry: url }).optional(),
  admin: z.strictObject({ username: z.string().min(1), password: z.string().min(1) }),
});

/** The only site of a stack on one site. */
export function siteOf(stack: Stack): Site {
  const [site] = stack.sites;
  if (site === undefined) {
    throw new Error('The stack has no site.');
  }
  return site;
}

/** The registry's `host:port` as clients write it in a reference. */
export function hostOf(stack: Stack): string {
  return new URL(siteOf(stack).registry).host;
}
