import * as z from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import { accessKeyInput } from '../../src/access-key-input.ts';
import { accessKeyIdSchema, accessKeyNameSchema, accessKeyScopesSchema } from '../../src/access-key.ts';
import type { PublicAccessKey } from '../../src/public-access-key.ts';
import { problemAnswers } from './problem-answers.ts';
import { accountPath, etagHeader, ifMatchIfGiven } from './shared-parameters.ts';

const publicAccessKeyShape = z.strictObject({
  id: accessKeyIdSchema,
  name: accessKeyNameSchema,
  scopes: accessKeyScopesSchema.meta({ description: 'Beyond these it allows nothing; null: what its user may.' }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().meta({ description: 'To the minute.' }),
});

export const publicAccessKey: z.ZodType<PublicAccessKey> = publicAccessKeyShape.meta({ id: 'AccessKey' });

export const madeAccessKey: z.ZodType<PublicAccessKey & { key: string }> = publicAccessKeyShape
  .extend({ key: z.string().meta({ description: 'The key itself, shown this once.' }) })
  .meta({ id: 'MadeAccessKey' });

const KEYS = '/v1/users/{account}/access-keys';

export const accessKeyPaths: ZodOpenApiPathsObject = {
  [KEYS]: {
    get: {
      summary: 'List the access keys of a user',
      security: [{ token: ['identity:default:read'] }],
      requestParams: { path: accountPath },
      responses: {
        200: {
          description: 'All of them.',
          headers: etagHeader,
          content: {
            'application/json': { schema: z.strictObject({ accessKeys: z.array(publicAccessKey), next: z.null() }) },
          },
        },
        ...problemAnswers(404, 409),
      },
    },
    post: {
      summary: 'Make an access key',
      description:
        'The ETag is the user’s. If-Match may be left out: keys made at the same time don’t lose each other.',
      security: [{ token: ['identity:default:write'] }],
      requestParams: { path: accountPath, header: ifMatchIfGiven },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: accessKeyInput.meta({ id: 'AccessKeyInput' }) } },
      },
      responses: {
        201: {
          description: 'The key.',
          headers: etagHeader,
          content: { 'application/json': { schema: madeAccessKey } },
        },
        ...problemAnswers(404, 409, 412, 413, 415),
      },
    },
  },
  [`${KEYS}/{id}`]: {
    delete: {
      summary: 'Revoke an access key',
      security: [{ token: ['identity:default:write'] }],
      requestParams: { path: accountPath.extend({ id: accessKeyIdSchema }), header: ifMatchIfGiven },
      responses: {
        204: { description: 'It is gone, or was.', headers: etagHeader },
        ...problemAnswers(404, 409, 412),
      },
    },
  },
};
