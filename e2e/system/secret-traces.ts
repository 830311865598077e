import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** What a text is called and may be nowhere. */
export type Secret = readonly [name: string, value: string];

/** Every password that the suite makes up begins with it, so that a trace of any is found. */
export const PASSWORD_MARK = 'e2e-password-';

/** What a secret looks like, whoever made it. */
const SHAPES: readonly (readonly [name: string, shape: RegExp])[] = [
  ['a password of a test', new RegExp(PASSWORD_MARK)],
  ['an access key', /whf_[0-9A-Za-z]{32,}/],
  ['a JWT', /eyJ[\w-]{8,}\.eyJ[\w-]{8,}/],
  ['credentials of a request', /\b(?:Basic|Bearer) (?!realm)[\w+/=.~-]{16,}/i],
  ['a password hash', /\$argon2id?\$v=|\$2[aby]\$\d\d\$[./\w]{20}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY|"d":"[\w-]{20}/],
  ['a signed address', /X-Amz-Signature=[0-9a-f]{8}/i],
];

/** A secret as it is, in an address, in JSON, and inside of Base64, wherever that begins. */
function spellings(value: string): string[] {
  const inBase64 = [0, 1, 2].map((shift) => {
    const text = Buffer.from(`${'x'.repeat(shift)}${value}`)
      .toString('base64')
      .replaceAll('=', '');
    // The first and last characters also stand for what is beside it.
    return text.slice(shift === 0 ? 0 : 4, text.length - 4);
  });
  return [...new Set([value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), ...inBase64])];
}

/** The names of the secrets that a text holds, and of the shapes in it. */
export function tracesIn(text: string, secrets: readonly Secret[]): string[] {
  return [
    ...secrets.filter(([, value]) => spellings(value).some((spelling) => text.includes(spelling))),
    ...SHAPES.filter(([, shape]) => shape.test(text)),
  ].map(([name]) => name);
}

/** `<file>: <name>` for each trace of a secret in the files of a folder. */
export async function findTraces(folder: string, secrets: readonly Secret[]): Promise<string[]> {
  const files = await readdir(folder);
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(folder, file), 'utf8');
      return tracesIn(text, secrets).map((name) => `${file}: ${name}`);
    }),
  );
  return found.flat();
}

/** Each secret of a system by its name. An access key's id of S3 is the name of its secret, and no secret itself. */
export async function readSystemSecrets(stateDirectory: string): Promise<Secret[]> {
  const text = await readFile(path.join(stateDirectory, 'secrets.json'), 'utf8');
  const { schema: _, s3AccessKeyId: __, ...secrets } = z.record(z.string(), z.coerce.string()).parse(JSON.parse(text));
  const keys = path.join(stateDirectory, 'keys');
  const files = (await readdir(keys)).filter((file) => file.endsWith('.pem'));
  const pems = files.map(async (file): Promise<Secret> => {
    const [, body = ''] = (await readFile(path.join(keys, file), 'utf8')).split('\n');
    return [`signing key ${file}`, body];
  });
  return [...Object.entries(secrets), ...(await Promise.all(pems))];
}
