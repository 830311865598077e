import { StoreError } from '@wharfinger/control-store';

/**
 * The fault of a look-up by what somebody typed, without what was typed: people type passwords into that field. A
 * document that is there, though broken, may be named. The cause goes, too: a store may say in it what it refused.
 */
export function withoutKey(fault: unknown, key: string): unknown {
  if (!(fault instanceof StoreError) || fault.code === 'ERR_STORE_DOCUMENT_INVALID') return fault;
  return new StoreError(fault.code, fault.message.replaceAll(key, 'a user'));
}
