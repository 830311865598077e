import { formatJsonPath } from '@wharfinger/admin-access';
import { type FunctionRequest, type FunctionResponse, issueSentence, readJson } from '@wharfinger/function-kit';
import * as z from 'zod';

import { findDuplicateMember } from './duplicate-member.ts';
import { invalidBody } from '../to-response.ts';

export type ReadBody<T> = { kind: 'ok'; value: T } | { kind: 'problem'; response: FunctionResponse };

const NAME_MAX_LENGTH = 100;

/** Parses a body in which no word may get lost: no member stands in it twice, and every faulty place is named. */
export function readExactJson<T>(request: FunctionRequest, schema: z.ZodType<T>): ReadBody<T> {
  const body = readJson(request, z.unknown());
  if (body.kind === 'problem') return body;
  const duplicate = findDuplicateMember(new TextDecoder().decode(request.body));
  if (duplicate !== undefined) {
    const name = JSON.stringify(duplicate.slice(0, NAME_MAX_LENGTH));
    return refused([{ path: '$', message: `has the member ${name} twice in one object` }]);
  }
  const parsed = schema.safeParse(body.value, { error: issueSentence });
  if (parsed.success) return { kind: 'ok', value: parsed.data };
  return refused(parsed.error.issues.map(({ path, message }) => ({ path: formatJsonPath(path), message })));
}

function refused(errors: Parameters<typeof invalidBody>[0]): { kind: 'problem'; response: FunctionResponse } {
  return { kind: 'problem', response: invalidBody(errors) };
}
