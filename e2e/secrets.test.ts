import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PART_NAMES } from '@wharfinger/local';
import { describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { createAccount } from './http/admin-api.ts';
import { makeRoundTrip } from './http/round-trip.ts';

const stack = inject('stack');
const stateDirectory = inject('stateDirectory');

/** Each secret of the system by its name. An access key's id is the name of its secret, and no secret itself. */
async function readSecrets(): Promise<[name: string, value: string][]> {
  const text = await readFile(path.join(stateDirectory, 'secrets.json'), 'utf8');
  const { schema: _, s3AccessKeyId: __, ...secrets } = z.record(z.string(), z.coerce.string()).parse(JSON.parse(text));
  return Object.entries(secrets);
}

/** `<file>: <name>` for each secret in a file of the folder. */
async function findSecrets(folder: string): Promise<{ files: string[]; found: string[] }> {
  const secrets = await readSecrets();
  const files = await readdir(path.join(stateDirectory, folder));
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(stateDirectory, folder, file), 'utf8');
      return secrets.filter(([, value]) => text.includes(value)).map(([name]) => `${file}: ${name}`);
    }),
  );
  return { files, found: found.flat() };
}

describe('the secrets of a system', () => {
  test('are found where they belong: in the configuration of the parts', async () => {
    const { found } = await findSecrets('config');

    expect(found).toEqual(
      expect.arrayContaining(['registry.yml: notificationSecret', 'registry.yml: s3SecretAccessKey']),
    );
  });

  test('are in no log of a part that has been at work', async () => {
    const account = await createAccount(stack);
    await makeRoundTrip(stack, `${account.username}/app`, account);

    const { files, found } = await findSecrets('log');
    expect(files).toEqual(expect.arrayContaining(PART_NAMES.map((name) => `${name}.log`)));
    expect(found).toEqual([]);
  });
});
