import { describe, expect, test } from 'vitest';

import { findImportProblems, findManifestProblems } from './check-boundaries.mjs';

const FUNCTION = 'functions/token/src/decide-access.ts';
const ADAPTER = 'functions/token/src/http-authz.ts';
const SHELL = 'functions/token/src/handler.ts';

function rules(path: string, text: string): string[] {
  return findImportProblems([{ path, text }]).map(({ rule }) => rule);
}

function problemsOf(path: string, manifest: object): string[] {
  return findManifestProblems([{ path, text: JSON.stringify(manifest) }]).map(({ rule }) => rule);
}

describe('imports', () => {
  test.each([
    [FUNCTION, "import { parseScopes } from '@wharfinger/token';"],
    [FUNCTION, "import { z } from 'zod';"],
    [FUNCTION, "import { x } from './parse-x.ts';"],
    [FUNCTION, "import type { Secret } from '@wharfinger/function-kit';"],
    [FUNCTION, "import { type Bucket, type Etag } from '@wharfinger/control-store';"],
    [FUNCTION, "import { createHash, timingSafeEqual } from 'node:crypto';"],
    [FUNCTION, "// import { http } from 'node:http';\n/* import 'express'; */"],
    [FUNCTION, "const text = 'Date.now() and process.env and fetch(it)';"],
    [FUNCTION, 'const at = (now: Date) => new Date(now.getTime()); options.fetch(url);'],
    [ADAPTER, "import { request } from 'node:http';\nconst now = Date.now();"],
    [SHELL, "import { json } from '@wharfinger/function-kit';"],
    ['functions/token/src/index.ts', 'loadConfig(process.env);'],
    ['functions/token/test/function.test.ts', "import { createFixedClock } from '@wharfinger/fakes';"],
    ['functions/token/src/config.test.ts', "import { createFixedClock } from '@wharfinger/fakes';"],
    ['packages/token/src/parse-scope.ts', "import { parseRepositoryName } from '@wharfinger/oci';"],
    ['packages/token/src/token-verifier.ts', 'const now = new Date();'],
    ['packages/admin-access/src/require-access.ts', "import { problem } from '@wharfinger/function-kit';"],
    ['packages/function-kit/src/serve-function.ts', 'process.env'],
    [
      'e2e/clients.test.ts',
      "import { createTestKeys } from '@wharfinger/fakes';\nimport { x } from '@wharfinger/local';",
    ],
  ])('%s may: %s', (path, text) => {
    expect(rules(path, text)).toEqual([]);
  });

  test.each([
    [FUNCTION, "import { decideGrant } from '../../authz/src/decide-grant.ts';", 'reaches into functions/authz'],
    [FUNCTION, "export * from '../../../packages/oci/src/digest.ts';", 'reaches into packages/oci'],
    [FUNCTION, "import { decideGrant } from '@wharfinger/authz-function';", 'used by nobody'],
    [FUNCTION, "import { parseScope } from '@wharfinger/token/src/parse-scope.ts';", 'src/index.ts exports'],
    [FUNCTION, "import { createFixedClock } from '@wharfinger/fakes';", 'for tests alone'],
    [FUNCTION, "const lazy = await import('@wharfinger/fakes');", 'for tests alone'],
    [SHELL, "import { startSystem } from '@wharfinger/local';", 'for e2e and bench alone'],
    [FUNCTION, "import { readFile } from 'node:fs/promises';", 'core imports node:fs/promises'],
    [FUNCTION, "import { createHash, randomBytes } from 'node:crypto';", 'core imports node:crypto'],
    [FUNCTION, "import * as crypto from 'node:crypto';", 'core imports node:crypto'],
    [FUNCTION, "import type { Server } from 'node:http';", 'core imports node:http'],
    [FUNCTION, "import { S3Client } from '@aws-sdk/client-s3';", 'core imports @aws-sdk/client-s3'],
    [FUNCTION, "import express from 'express';", 'core imports express'],
    [FUNCTION, "import 'nock';", 'core imports nock'],
    [FUNCTION, "import {\n  type Handler,\n  json,\n} from '@wharfinger/function-kit';", 'core imports values'],
    [FUNCTION, 'const now = new Date();', 'the clock'],
    [FUNCTION, 'const now = Date.now();', 'the clock'],
    [FUNCTION, 'const id = Math.random();', 'randomness'],
    [FUNCTION, 'const id = crypto.randomUUID();', 'randomness'],
    [FUNCTION, 'await fetch(url);', 'the network'],
    [FUNCTION, 'setTimeout(done, 10);', 'timers'],
    [FUNCTION, 'console.log(it);', 'the log'],
    [FUNCTION, "const path = process.env['PATH'];", 'the environment'],
    [ADAPTER, "const path = process.env['PATH'];", 'reads process.env'],
    ['packages/control-store/src/s3-bucket.ts', 'process.env', 'reads process.env'],
    ['packages/oci/src/digest.ts', "import { x } from '@wharfinger/token';", 'packages/oci uses no other package'],
    ['packages/token/src/parse-scope.ts', "import { x } from '@wharfinger/events';", 'only oci, not events'],
    ['packages/control-store/src/bucket.ts', "import { x } from '@wharfinger/oci';", 'no other package, not oci'],
    [
      'packages/fakes/src/memory-bucket.ts',
      "import { x } from '@wharfinger/oci';",
      'only control-store and policy and token',
    ],
    ['packages/token/src/sign-token.ts', "import { x } from 'node:fs';", 'core imports node:fs'],
    ['local/src/ports.ts', "import { x } from '../../tools/run/start.mjs';", 'reaches into tools'],
  ])('%s may not: %s', (path, text, rule) => {
    expect(rules(path, text)).toEqual([expect.stringContaining(rule)]);
  });

  test('a problem has the line of its import or code', () => {
    const text =
      "// a\nimport { z } from 'zod';\n\nimport {\n  x,\n} from 'node:fs';\n\nconst a = `b\n`; Date.now();\n";
    expect(findImportProblems([{ path: FUNCTION, text }])).toMatchObject([
      { file: FUNCTION, line: 4 },
      { file: FUNCTION, line: 9 },
    ]);
  });
});

describe('package.json', () => {
  test.each([
    [
      'functions/token/package.json',
      { dependencies: { '@wharfinger/oci': '0.0.0', zod: '4.0.0' }, devDependencies: { '@wharfinger/fakes': '0.0.0' } },
    ],
    [
      'packages/token/package.json',
      { dependencies: { '@wharfinger/oci': '0.0.0' }, devDependencies: { '@wharfinger/fakes': '0.0.0' } },
    ],
    ['e2e/package.json', { devDependencies: { '@wharfinger/local': '0.0.0' } }],
    ['local/package.json', {}],
  ])('%s may declare %j', (path, manifest) => {
    expect(problemsOf(path, manifest)).toEqual([]);
  });

  test.each([
    ['functions/token/package.json', { dependencies: { '@wharfinger/fakes': '0.0.0' } }, 'for tests alone'],
    ['functions/token/package.json', { dependencies: { '@wharfinger/authz-function': '0.0.0' } }, 'used by nobody'],
    ['functions/token/package.json', { devDependencies: { '@wharfinger/local': '0.0.0' } }, 'for e2e and bench'],
    ['packages/oci/package.json', { dependencies: { '@wharfinger/token': '0.0.0' } }, 'no other package'],
    [
      'packages/fakes/package.json',
      { dependencies: { '@wharfinger/oci': '0.0.0' } },
      'only control-store and policy and token',
    ],
  ])('%s may not declare %j', (path, manifest, rule) => {
    expect(problemsOf(path, manifest)).toEqual([expect.stringContaining(rule)]);
  });
});
