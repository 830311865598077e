import { type FunctionResponse, type Handler, readJson } from '@wharfinger/function-kit';
import type { AuthorizeAnswer } from '@wharfinger/native-api';

import type { AuthorizeRequest } from './authorize-request.ts';
import type { TellDenied } from './denied-access.ts';
import { hookRequestSchema, readHookQuestion, separateRestrictions } from './hook-request.ts';
import { isGrantedInFull } from './is-granted-in-full.ts';

/** Nothing else on a network answers with it: the script believes an answer by this type and an exact body alone. */
const MARK = { 'content-type': 'application/vnd.wharfinger.ext-authz.v1' };

const ALLOWED: FunctionResponse = { status: 200, headers: MARK, body: 'allowed' };
const REFUSED: FunctionResponse = { status: 403, headers: MARK, body: 'refused' };

/** Decides by the policy in force; a fault is thrown. */
export type Decide = (request: AuthorizeRequest) => Promise<AuthorizeAnswer>;

/**
 * `POST /hooks/ext-authz`. docker_auth grants all that a scope asks for or nothing of it, so it is allowed only when every
 * action is granted.
 * @param services those that tokens may be for; `null`: any
 */
export function createHookHandler(
  decide: Decide,
  services: ReadonlySet<string> | null,
  tellDenied: TellDenied,
): Handler {
  return async (request) => {
    const body = readJson(request, hookRequestSchema);
    if (body.kind === 'problem') return body.response;
    const question = readHookQuestion(body.value, services);
    if (question.kind === 'refused') {
      request.log.info({ reason: question.reason }, 'refused');
      return REFUSED;
    }
    const { decisions } = await decide(question.request);
    if (decisions.every(isGrantedInFull)) return ALLOWED;
    request.log.info({ decisions: decisions.map(({ rule, reason }) => ({ rule, reason })) }, 'refused');
    const { Service: service, IP: address, Labels } = body.value;
    const { caller, scopes } = question.request;
    tellDenied({
      account: caller.account,
      address: address === '' ? null : address,
      service,
      ...separateRestrictions(Labels),
      scopes,
      decisions,
    });
    return REFUSED;
  };
}
