/** What an entry of docker_auth's `acl:` asks of a request; what isn't there asks nothing. */
export type AclMatch = {
  account?: string | undefined;
  type?: string | undefined;
  name?: string | undefined;
  ip?: string | undefined;
  service?: string | undefined;
  labels?: Readonly<Record<string, string>> | undefined;
};

/** One entry of docker_auth's `acl:`. */
export type AclEntry = {
  match: AclMatch;
  /** `null`: the file has none, and docker_auth breaks off every request that comes here. */
  actions: readonly string[] | null;
  comment: string | undefined;
};

/** What stands in a file with an `acl:`. */
export type FoundAcl =
  | { kind: 'ok'; entries: readonly AclEntry[]; notes: readonly string[] }
  | { kind: 'invalid'; reason: string };
