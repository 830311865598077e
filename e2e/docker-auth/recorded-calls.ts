import { readFileSync } from 'node:fs';
import path from 'node:path';

import * as z from 'zod';

/** One hook process that docker_auth 1.14.0 was seen to start: which hook, and the bytes on its stdin. */
export type RecordedCall = { hook: 'ext_auth' | 'ext_authz'; stdin: Buffer };

/** A process of a request; `call` is its index among the distinct ones. */
type RecordedProcess = {
  call: number;
  exit: number | null;
  /** Absent: nothing; null: too much to keep. */
  stdout?: string | null | undefined;
  stdinRead?: false | undefined;
};

/** One request that was sent to it, the hook processes that it started and what it answered. */
export type RecordedVector = {
  name: string;
  file: 'ext-auth' | 'ext-authz';
  /** Static users, an ACL or LDAP beside the hooks. */
  hasOtherBackEnds?: true | undefined;
  calls: RecordedProcess[];
  status: number | null;
  access?: unknown;
};

/** A text that is mostly one unit, many times. */
type RepeatedText = { prefix: string; unit: string; times: number; suffix: string };

const processSchema: z.ZodType<RecordedProcess> = z.object({
  call: z.number(),
  exit: z.number().nullable(),
  stdout: z.string().nullable().optional(),
  stdinRead: z.literal(false).optional(),
});

const vectorSchema: z.ZodType<RecordedVector> = z.object({
  name: z.string(),
  file: z.enum(['ext-auth', 'ext-authz']),
  hasOtherBackEnds: z.literal(true).optional(),
  calls: z.array(processSchema),
  status: z.number().nullable(),
  access: z.unknown().optional(),
});

const repeatedSchema: z.ZodType<RepeatedText> = z.object({
  prefix: z.string(),
  unit: z.string(),
  times: z.number(),
  suffix: z.string(),
});

/** Bytes that are UTF-8 stand as text, others as base64. */
const callSchema: z.ZodType<RecordedCall> = z
  .object({
    hook: z.enum(['ext_auth', 'ext_authz']),
    stdin: z.union([z.string(), repeatedSchema]).optional(),
    stdinBase64: z.string().optional(),
  })
  .transform(({ hook, stdin, stdinBase64 = '' }) => {
    if (stdin === undefined) return { hook, stdin: Buffer.from(stdinBase64, 'base64') };
    const text = typeof stdin === 'string' ? stdin : `${stdin.prefix}${stdin.unit.repeat(stdin.times)}${stdin.suffix}`;
    return { hook, stdin: Buffer.from(text) };
  });

/** The recorded requests and every distinct hook process in them. */
export function readRecordedCalls(): { calls: RecordedCall[]; vectors: RecordedVector[] } {
  const text = readFileSync(path.join(import.meta.dirname, 'fixtures/recorded-calls.json'), 'utf8');
  return z.object({ calls: z.array(callSchema), vectors: z.array(vectorSchema) }).parse(JSON.parse(text));
}
