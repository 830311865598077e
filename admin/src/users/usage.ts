export const USAGE: string = `npm run users -- COMMAND …

  import FILE [--format htpasswd|docker-auth] [--dry-run] [--replace]
                       [--allow-administrators]
                       takes users over from an htpasswd file, or from docker_auth's static users (a whole auth_config.yml,
                       or what stands below its users:), with their bcrypt hashes: everybody signs in with the old
                       password. FILE is - for stdin. --dry-run changes nothing, and says what a real run would do.
                       Users that exist stay as they are; --replace writes the file's password and labels over them.
                       Who is in the group administrators is taken over with --allow-administrators alone
  list                 every user with its labels
  show ACCOUNT         one user, and its access keys
  add ACCOUNT [--group NAME]… [--new-password | --new-password-file F]
                       a user, with a password that you are asked for, or that stands in a file; without either one
                       who signs in by access keys alone
  password ACCOUNT [--new-password-file F]
                       gives it another password, which you are asked for, or which stands in a file
  labels ACCOUNT KEY=VALUE,VALUE|KEY= …
                       writes these labels, or takes them away; the others stay
  disable ACCOUNT      keeps everything of a user and lets nobody in
  enable ACCOUNT       lets the user in again
  delete ACCOUNT       deletes a user with its access keys
  key ACCOUNT --name NAME --scopes PATTERNS|all --expires DAYSd|never
                       makes an access key and prints it, once, on stdout. PATTERNS are scopes, joined by blanks, beyond
                       which the key allows nothing, such as 'repository:team/**:pull'
  keys ACCOUNT         its access keys: id, name, end, last use, scopes
  revoke ACCOUNT ID    ends an access key; ID is the ten characters behind whf_, or the whole key
  trust check NAME [--token-file F]
                       says whom a trust would let in with an OIDC token, which is read from stdin or from a file

The system is the one of .local/stack.json, or:

  --state DIR          the local system of another state folder, as its administrator unless --username or
                       --password-file says otherwise
  --authn-url URL      authn-hook, such as http://localhost:8080 behind kubectl port-forward
  --token-url URL      the token endpoint, such as https://registry.example/auth/token
  --username NAME      who you are there (or WHARFINGER_USERNAME); needs the scope identity:default:read,write
  --password-file F    a file with the password or access key; without it you are asked, or it is read from stdin

Exit code: 0 when it is done, 1 when something of it is not, 2 when the command is wrong.
`;
