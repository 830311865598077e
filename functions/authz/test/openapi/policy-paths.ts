import * as z from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import { problemAnswers } from './problem-answers.ts';
import { etagHeader, ifMatchIfGiven, ifNoneMatch, pageQuery, READ, WRITE, writeQuery } from './shared-parameters.ts';
import {
  change,
  policy,
  policyInput,
  revision,
  revisionShape,
  triedMembers,
  writtenMembers,
} from './shared-schemas.ts';

export const writtenPolicy: z.ZodType = z.strictObject({ policy, ...writtenMembers }).meta({ id: 'WrittenPolicy' });

export const triedPolicy: z.ZodType = z.strictObject({ policy, ...triedMembers }).meta({ id: 'TriedPolicy' });

const writtenOrTried = z.union([writtenPolicy, triedPolicy]);

export const readRevision: z.ZodType = revisionShape
  .extend({
    diff: z.array(change).max(1000).nullable().meta({ description: 'null: the revision before cannot be read.' }),
    diffTotal: z.int().optional(),
  })
  .meta({ id: 'RevisionWithDiff' });

export const revisionsPage: z.ZodType = z.strictObject({
  revisions: z.array(revision),
  unreadable: z.array(z.strictObject({ number: z.int(), etag: z.string(), reason: z.string() })),
  next: z.string().nullable(),
});

const number = z.object({ number: z.int().nonnegative() });

const answer = (description: string, schema: z.ZodType) => ({
  description,
  headers: etagHeader,
  content: { 'application/json': { schema } },
});

export const policyPaths: ZodOpenApiPathsObject = {
  '/v1/policy': {
    get: {
      summary: 'Read the policy',
      security: READ,
      requestParams: { header: ifNoneMatch },
      responses: {
        200: answer('The whole document, as PUT takes it.', policy),
        304: { description: 'It is the version that If-None-Match names.' },
        ...problemAnswers(409),
      },
    },
    put: {
      summary: 'Create the policy, or replace a version of it',
      description: 'Without If-Match it only creates, where nobody wrote one yet.',
      security: WRITE,
      requestParams: { query: writeQuery, header: ifMatchIfGiven },
      requestBody: { required: true, content: { 'application/json': { schema: policyInput } } },
      responses: {
        200: answer('It was replaced, or was so already; or it was only tried.', writtenOrTried),
        201: answer('It was created.', writtenPolicy),
        ...problemAnswers(409, 412, 413, 415),
      },
    },
  },
  '/v1/revisions': {
    get: {
      summary: 'List the revisions of the policy, newest first',
      security: READ,
      requestParams: { query: pageQuery },
      responses: {
        200: { description: 'A page.', content: { 'application/json': { schema: revisionsPage } } },
        ...problemAnswers(409),
      },
    },
  },
  '/v1/revisions/{number}': {
    get: {
      summary: 'Read a revision, with what it changed',
      security: READ,
      requestParams: { path: number },
      responses: {
        200: { description: 'The revision.', content: { 'application/json': { schema: readRevision } } },
        ...problemAnswers(404, 409),
      },
    },
  },
  '/v1/revisions/{number}/policy': {
    get: {
      summary: 'Read the policy as it was',
      security: READ,
      requestParams: { path: number, header: ifNoneMatch },
      responses: {
        200: answer('The whole document.', policy),
        304: { description: 'It is the version that If-None-Match names.' },
        ...problemAnswers(404, 409),
      },
    },
  },
  '/v1/revisions/{number}/restore': {
    post: {
      summary: 'Make a new revision of an old document',
      description: 'By the rules of today. With If-Match only in the place of that version of the policy.',
      security: WRITE,
      requestParams: { path: number, query: writeQuery, header: ifMatchIfGiven },
      responses: {
        200: answer('It is in force again, or was so already; or it was only tried.', writtenOrTried),
        ...problemAnswers(404, 409, 412, 413),
      },
    },
  },
};
