export const POLICY_USAGE: string = `npm run policy -- COMMAND …

  show [bindings/ID|denials/ID|roles/NAME]
                       the policy, or one part of it; with --json as apply takes it
  apply FILE [--dry-run] [--reason TEXT] [--force] [--base ETAG]
                       makes a whole policy, YAML or JSON, the policy, and says what that changes. Only in the place of
                       the version that is read first, or of the one that show named: --base. --force also writes what
                       locks you out: docs/policy-recovery.md is the way back
  explain ACCOUNT ACTION NAME [--type T] [--address IP] [--service S] [--label KEY=VALUE]…
                       whether they may, by which rule, and what others lack; anonymous is nobody. Without labels
                       those that the account has. Exit code 1 when they may not
  who-can ACTION NAME [--type T]
                       everybody whom a rule gives it to
  simulate FILE [--days N]
                       which decisions of the last days, 7 without a word, another policy would change, and for whom
  history [--limit N]  who changed the policy, when and why
  diff N               what revision N changed
  restore N [--reason TEXT] [--force]
                       makes the policy of revision N the policy again
  import FILE [--dry-run [--offline]] [--replace] [--partial] [--keep-defaults]
                       translates the acl: of docker_auth's auth_config.yml, where a rule means the same, and names
                       every entry that it leaves out, with the reason; then it writes nothing without --partial.
                       FILE is - for stdin. --replace writes over rules that there are, --keep-defaults leaves the
                       default bindings in force

  --json               for machines

The system is the one of .local/stack.json, or:

  --state DIR          the local system of another state folder, as its administrator unless --username or
                       --password-file says otherwise
  --authz-url URL      authz, such as http://localhost:8080 behind kubectl port-forward
  --authn-url URL      authn-hook, for the labels in explain
  --token-url URL      the token endpoint, such as https://registry.example/auth/token
  --username NAME      who you are there (or WHARFINGER_USERNAME); needs the scope policy:default:read,write
  --password-file F    a file with the password or access key; without it you are asked, or it is read from stdin

Exit code: 0 when it is done, 1 when something of it is not, 2 when the command is wrong.
`;
