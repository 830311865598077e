import { createDocument } from 'zod-openapi';

import { accessKeyPaths } from './access-key-paths.ts';
import { trustPaths } from './trust-paths.ts';
import { userPaths } from './user-paths.ts';

/** The administration of identities, as OpenAPI: made of the schemas that the function parses by. */
export function openApiDocument(): object {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Wharfinger identities',
      version: '1',
      description: 'Who may sign in. Every write is a compare-and-swap on the ETag of the document that it changes.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: { ...userPaths, ...accessKeyPaths, ...trustPaths },
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
