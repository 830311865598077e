import type { Parsed } from '@wharfinger/oci';
import type { SigningKey } from '@wharfinger/token';

/** Chooses the key that signs: the one that `active` names, or the only one. */
export function chooseActiveKey(
  all: readonly [SigningKey, ...SigningKey[]],
  active: string | undefined,
): Parsed<SigningKey> {
  if (active === undefined) {
    return all.length === 1
      ? { kind: 'ok', value: all[0] }
      : { kind: 'invalid', reason: 'there are several signing keys: name the one that signs in a file "active"' };
  }
  const chosen = all.find(({ kid }) => kid === active);
  return chosen === undefined
    ? { kind: 'invalid', reason: 'the file "active" names no key: write the name of a .pem file into it, without .pem' }
    : { kind: 'ok', value: chosen };
}
