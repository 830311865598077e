import { z } from 'zod';
import { ADMIN_ACCOUNT, publicAddress, REGISTRY_SERVICE, type Plan } from '../parts/plan.ts';

const TIMEOUT_MS = 10_000;
const REPOSITORY = `${ADMIN_ACCOUNT}/readiness`;

const tokenAnswerSchema = z.object({ token: z.string() });

/**
 * Does what a client does first: challenge, token, and a read that reaches the store, all through the edge.
 * Undefined when that works; otherwise the step that doesn't. Leaves nothing behind.
 */
export async function probeSignIn({ ports, secrets }: Plan): Promise<string | undefined> {
  const edge = publicAddress(ports);
  const basic = Buffer.from(`${ADMIN_ACCOUNT}:${secrets.adminPassword}`).toString('base64');
  try {
    const challenge = await get(`${edge}/v2/`, {});
    if (challenge.status !== 401) return `GET /v2/ without a token: HTTP ${String(challenge.status)}`;
    const query = new URLSearchParams({ service: REGISTRY_SERVICE, scope: `repository:${REPOSITORY}:pull` });
    const answer = await get(`${edge}/auth/token?${query.toString()}`, { authorization: `Basic ${basic}` });
    if (answer.status !== 200) return `GET /auth/token: HTTP ${String(answer.status)}`;
    const { token } = tokenAnswerSchema.parse(JSON.parse(answer.body));
    const tags = await get(`${edge}/v2/${REPOSITORY}/tags/list`, { authorization: `Bearer ${token}` });
    return tags.status === 200 ? undefined : `GET /v2/… with a token: HTTP ${String(tags.status)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function get(url: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  return { status: response.status, body: await response.text() };
}
