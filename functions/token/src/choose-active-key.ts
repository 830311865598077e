import type { SigningKey } from '@wharfinger/token';

import type { SigningKeys } from './ports.ts';

/** Chooses the key that signs: the one that `active` names, or the only one. */
export function chooseActiveKey(all: readonly SigningKey[], active: string | undefined): SigningKeys {
  const [first, ...more] = all;
  if (first === undefined) {
    return { kind: 'missing', reason: 'there is no signing key: put a PKCS#8 private key into <kid>.pem' };
  }
  if (active === undefined) {
    return more.length === 0
      ? { kind: 'ready', active: first, all }
      : { kind: 'missing', reason: 'there are several signing keys: name the one that signs in a file "active"' };
  }
  const chosen = all.find(({ kid }) => kid === active);
  return chosen === undefined
    ? { kind: 'missing', reason: 'the file "active" names no key: write the name of a .pem file into it, without .pem' }
    : { kind: 'ready', active: chosen, all };
}
