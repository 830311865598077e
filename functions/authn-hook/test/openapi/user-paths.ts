import { labelsSchema } from '@wharfinger/identities';
import * as z from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import type { PublicUser } from '../../src/public-user.ts';
import { userInput } from '../../src/user-input.ts';
import { problemAnswers } from './problem-answers.ts';
import { accountPath, etagHeader, ifMatchHeader, ifMatchIfGiven, pageQuery } from './shared-parameters.ts';

export const publicUser: z.ZodType<PublicUser> = z
  .strictObject({
    account: z.string(),
    labels: labelsSchema,
    disabled: z.boolean(),
    hasPassword: z.boolean().meta({ description: 'False: it signs in by access keys alone.' }),
    accessKeys: z.int().nonnegative().meta({ description: 'How many it has.' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'User' });

const written = (description: string) => ({
  description,
  headers: etagHeader,
  content: { 'application/json': { schema: publicUser } },
});

export const userPaths: ZodOpenApiPathsObject = {
  '/v1/users': {
    get: {
      summary: 'List users',
      security: [{ token: ['identity:default:read'] }],
      requestParams: {
        query: pageQuery.extend({
          label: z.string().optional().meta({
            description:
              'Those of the page that have this value of a label; there may be none on a page that has a next.',
            example: 'groups:developers',
          }),
        }),
      },
      responses: {
        200: {
          description: 'A page, in the order of the accounts’ keys.',
          content: {
            'application/json': {
              schema: z.strictObject({
                users: z.array(publicUser),
                broken: z.array(z.strictObject({ account: z.string(), etag: z.string() })).meta({
                  description:
                    'Accounts whose documents cannot be read. With the ETag, in quotes, as If-Match PUT replaces and DELETE removes one.',
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
  '/v1/users/{account}': {
    get: {
      summary: 'Read a user',
      security: [{ token: ['identity:default:read'] }],
      requestParams: { path: accountPath },
      responses: { 200: written('The user, without its hash.'), ...problemAnswers(404, 409) },
    },
    put: {
      summary: 'Create a user, or replace a version of it',
      description:
        'Without If-Match it only creates. With it, it replaces that version, and what is left out stays as it is.',
      security: [{ token: ['identity:default:write'] }],
      requestParams: { path: accountPath, header: ifMatchIfGiven },
      requestBody: { required: true, content: { 'application/json': { schema: userInput.meta({ id: 'UserInput' }) } } },
      responses: {
        200: written('It was replaced.'),
        201: written('It was created.'),
        ...problemAnswers(409, 412, 413, 415),
      },
    },
    delete: {
      summary: 'Delete a version of a user, with its access keys',
      security: [{ token: ['identity:default:write'] }],
      requestParams: { path: accountPath, header: ifMatchHeader },
      responses: { 204: { description: 'It is gone.' }, ...problemAnswers(404, 409, 412, 428) },
    },
  },
};
