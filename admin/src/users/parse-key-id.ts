/** What a whole key begins with; its id follows. */
const KEY_ID = /^(?:(?<id>[0-9A-Za-z]{10})|whf_(?<start>[0-9A-Za-z]{10})[0-9A-Za-z]*)$/;

/** Parses the id of an access key, or takes it out of the key itself. No reason holds what was typed: it may be a key. */
export function parseKeyId(text: string): { kind: 'ok'; value: string } | { kind: 'invalid'; reason: string } {
  const { id, start } = KEY_ID.exec(text)?.groups ?? {};
  const value = id ?? start;
  return value === undefined
    ? { kind: 'invalid', reason: 'The id of a key is the ten letters and digits behind whf_, such as JTzSG4lrU4.' }
    : { kind: 'ok', value };
}
