import * as z from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import { publicTrustSchema, trustInputSchema, trustNameSchema } from '../../src/trust-document.ts';
import { problemAnswers } from './problem-answers.ts';
import { etagHeader, ifMatchHeader, ifMatchIfGiven, pageQuery } from './shared-parameters.ts';

const publicTrust = publicTrustSchema.meta({ id: 'Trust' });
const namePath = z.object({ name: trustNameSchema });

const trustAnswer = (description: string) => ({
  description,
  headers: etagHeader,
  content: { 'application/json': { schema: publicTrust } },
});

const checked = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('admitted'),
    account: z.string(),
    labels: z.record(z.string(), z.array(z.string())),
  }),
  z.strictObject({ kind: z.literal('refused'), why: z.string() }),
]);

export const trustPaths: ZodOpenApiPathsObject = {
  '/v1/trusts': {
    get: {
      summary: 'List trusts',
      security: [{ token: ['identity:default:read'] }],
      requestParams: { query: pageQuery },
      responses: {
        200: {
          description: 'A page, in the order of the names.',
          content: {
            'application/json': {
              schema: z.strictObject({
                trusts: z.array(publicTrust),
                broken: z.array(z.strictObject({ name: z.string(), etag: z.string() })).meta({
                  description:
                    'Those whose documents cannot be read. With the ETag, in quotes, as If-Match PUT replaces and DELETE removes one.',
                }),
                next: z.string().nullable(),
              }),
            },
          },
        },
        ...problemAnswers(),
      },
    },
  },
  '/v1/trusts/{name}': {
    get: {
      summary: 'Read a trust',
      security: [{ token: ['identity:default:read'] }],
      requestParams: { path: namePath },
      responses: { 200: trustAnswer('The trust.'), ...problemAnswers(404, 409) },
    },
    put: {
      summary: 'Create a trust, or replace a version of it',
      description: 'Without If-Match it only creates. What the body leaves out has its default.',
      security: [{ token: ['identity:default:write'] }],
      requestParams: { path: namePath, header: ifMatchIfGiven },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: trustInputSchema.meta({ id: 'TrustInput' }) } },
      },
      responses: {
        200: trustAnswer('It was replaced.'),
        201: trustAnswer('It was created.'),
        ...problemAnswers(404, 409, 412, 413, 415),
      },
    },
    delete: {
      summary: 'Delete a version of a trust',
      security: [{ token: ['identity:default:write'] }],
      requestParams: { path: namePath, header: ifMatchHeader },
      responses: { 204: { description: 'It is gone.' }, ...problemAnswers(404, 412, 428) },
    },
  },
  '/v1/trusts/{name}/check': {
    post: {
      summary: 'Say whom a token would let in by this trust, and why not',
      description: 'Uses no token up.',
      security: [{ token: ['identity:default:read'] }],
      requestParams: { path: namePath },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: z.strictObject({ token: z.string().min(1).max(16_384) }) } },
      },
      responses: {
        200: { description: 'What it would be.', content: { 'application/json': { schema: checked } } },
        ...problemAnswers(404, 409, 413, 415),
      },
    },
  },
};
