import * as z from 'zod';

import type { Bucket } from './bucket.ts';
import { HiddenText } from './hidden-text.ts';
import { createS3Bucket } from './s3-bucket.ts';

const bucketName = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of an S3 bucket');
const endpointUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const trueOrFalse = z.stringbool({
  truthy: ['true'],
  falsy: ['false'],
  case: 'sensitive',
  error: 'must be true or false',
});
const hiddenText = z
  .string()
  .min(1)
  .transform((text) => new HiddenText(text));

/** The variables of every function that keeps state, to be spread into its `z.strictObject`. */
export const controlStoreEnvironment: {
  WHARFINGER_CONTROL_BUCKET: z.ZodString;
  AWS_REGION: z.ZodDefault<z.ZodString>;
  AWS_ENDPOINT_URL_S3: z.ZodOptional<z.ZodURL>;
  AWS_ACCESS_KEY_ID: z.ZodOptional<z.ZodString>;
  AWS_SECRET_ACCESS_KEY: z.ZodOptional<z.ZodPipe<z.ZodString, z.ZodTransform<HiddenText, string>>>;
  WHARFINGER_S3_FORCE_PATH_STYLE: z.ZodOptional<z.ZodCodec<z.ZodString, z.ZodBoolean>>;
  WHARFINGER_STORE_TIMEOUT_MS: z.ZodDefault<z.ZodCoercedNumber>;
} = {
  WHARFINGER_CONTROL_BUCKET: bucketName,
  AWS_REGION: z.string().min(1).default('us-east-1'),
  AWS_ENDPOINT_URL_S3: endpointUrl.optional(),
  AWS_ACCESS_KEY_ID: z.string().min(1).optional(),
  AWS_SECRET_ACCESS_KEY: hiddenText.optional(),
  WHARFINGER_S3_FORCE_PATH_STYLE: trueOrFalse.optional(),
  WHARFINGER_STORE_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(5000),
};

/** What the variables above parse to. */
export type ControlStoreEnvironment = z.output<z.ZodObject<typeof controlStoreEnvironment>>;

type Keys = Pick<ControlStoreEnvironment, 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY'>;

/**
 * Both keys or neither, as a check of the whole environment that reports beside any other problem:
 * `z.object({ ...controlStoreEnvironment }).check(bothKeysOrNeither)`
 */
export const bothKeysOrNeither: z.core.$ZodCheck<Keys> = z.superRefine<Keys>(
  ({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret }, context) => {
    if ((id === undefined) === (secret === undefined)) return;
    const missing = id === undefined ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY';
    const message = 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are given together or not at all';
    context.addIssue({ code: 'custom', path: [missing], message });
  },
  // Zod leaves checks out once a field is wrong, but an operator wants to read of every problem at once.
  { when: () => true },
);

/**
 * The control bucket that the environment names. Does no I/O.
 *
 * @throws {TypeError} for one of the two keys without the other, see `bothKeysOrNeither`
 */
export function controlBucketFrom(environment: Readonly<ControlStoreEnvironment>): Bucket {
  const { AWS_ENDPOINT_URL_S3: endpoint, WHARFINGER_S3_FORCE_PATH_STYLE: forcePathStyle } = environment;
  const credentials = credentialsFrom(environment);
  return createS3Bucket({
    bucket: environment.WHARFINGER_CONTROL_BUCKET,
    region: environment.AWS_REGION,
    requestTimeoutMs: environment.WHARFINGER_STORE_TIMEOUT_MS,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}

function credentialsFrom(
  environment: Readonly<ControlStoreEnvironment>,
): { accessKeyId: string; secretAccessKey: string } | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secret } = environment;
  if (accessKeyId === undefined && secret === undefined) return undefined;
  if (accessKeyId === undefined || secret === undefined) {
    throw new TypeError('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are given together or not at all');
  }
  return { accessKeyId, secretAccessKey: secret.reveal() };
}
