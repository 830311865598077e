import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from '../state/write-file.ts';

/** What is known of a Ceph store that was formatted to the end; without it the folder holds nothing of worth. */
export type FormatRecord = {
  schema: 1;
  fsid: string;
  /** The port that the monitor's own map names. */
  monPort: number;
  /** The S3 access key that the user was given last. */
  accessKeyId?: string | undefined;
};

const formatRecordSchema: z.ZodType<FormatRecord> = z.strictObject({
  schema: z.literal(1),
  fsid: z.uuid(),
  monPort: z.int(),
  accessKeyId: z.string().optional(),
});

export function loadFormatRecord(directory: string): FormatRecord | undefined {
  let text: string;
  try {
    text = readFileSync(recordFile(directory), 'utf8');
  } catch {
    return undefined;
  }
  return formatRecordSchema.parse(JSON.parse(text));
}

export function storeFormatRecord(directory: string, record: FormatRecord): void {
  writePrivateFile(recordFile(directory), `${JSON.stringify(record, null, 2)}\n`);
}

function recordFile(directory: string): string {
  return join(directory, 'format.json');
}
