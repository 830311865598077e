/** How one hook process ended, and for ext_authz what it was asked. */
export type EndedCall =
  | { hook: 'ext_auth'; exit: number | null }
  | { hook: 'ext_authz'; exit: number | null; asked: { type: string; name: string; actions: readonly string[] } };

/** What docker_auth answers its client. */
export type DockerAuthReply = {
  status: 200 | 401 | 500;
  access?: { type: string; name: string; actions: readonly string[] }[];
};

/**
 * docker_auth 1.14's own rules, for a server with these two hooks and no other back end: ext_auth 0 goes on, 1 and 2 are 401,
 * the rest 500; ext_authz 0 grants all that was asked, 1 nothing of it, the rest is 500.
 */
export function dockerAuthReply(calls: readonly EndedCall[]): DockerAuthReply {
  const access = [];
  for (const call of calls) {
    if (call.hook === 'ext_auth') {
      if (call.exit === 1 || call.exit === 2) return { status: 401 };
      if (call.exit !== 0) return { status: 500 };
    } else {
      if (call.exit !== 0 && call.exit !== 1) return { status: 500 };
      access.push({ ...call.asked, actions: call.exit === 0 ? call.asked.actions : [] });
    }
  }
  return { status: 200, access };
}
