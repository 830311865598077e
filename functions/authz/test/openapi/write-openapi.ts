// Writes openapi.json anew. Run: npm run openapi -w @wharfinger/authz-function
import { writeFile } from 'node:fs/promises';

import { openApiDocument } from './document.ts';

await writeFile(new URL('../../openapi.json', import.meta.url), JSON.stringify(openApiDocument(), undefined, 2));
