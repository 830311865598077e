import { createDocument } from 'zod-openapi';

import { policyPaths } from './policy-paths.ts';
import { questionPaths } from './question-paths.ts';
import { rulePaths } from './rule-paths.ts';

/** The administration of the policy, as OpenAPI: made of the schemas that the function parses by. */
export function openApiDocument(): object {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Wharfinger policy',
      version: '1',
      description:
        'Who may do what. Every write is a compare-and-swap on the ETag of what it changes, and a revision of the history.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: { ...policyPaths, ...rulePaths, ...questionPaths },
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token for the service `wharfinger` with the scope that is named, from `/auth/token`.',
        },
      },
    },
  });
}
