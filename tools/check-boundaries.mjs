// What may import what, and what the core may touch. Run: node tools/check-boundaries.mjs
import { lineAt, readImports, withoutTexts } from './check/read-source.mjs';
import { report } from './check/report.mjs';
import { readFiles } from './check/workspace-files.mjs';

/** @typedef {import('./check/workspace-files.mjs').File} File */
/** @typedef {import('./check/report.mjs').Problem} Problem */
/** @typedef {import('./check/read-source.mjs').Import} Import */

const SCOPE = '@wharfinger/';

/** Packages that a package may use. A package that isn't listed may use none. */
const SIBLINGS = new Map([
  ['admin-access', ['function-kit', 'token']],
  ['event-delivery', ['events', 'function-kit']],
  ['events', ['oci']],
  ['fakes', ['control-store', 'policy', 'token']],
  ['native-api', ['token']],
  ['policy', ['oci', 'token']],
  ['token', ['oci']],
]);

/** Workspaces that run the system or work on it; they use each other, and no function or package uses them. */
const SUITES = new Set(['admin', 'bench', 'e2e', 'local']);

/** Packages whose files are core as a whole: plain data in, plain data out. */
const CORE_PACKAGES = new Set(['events', 'identities', 'native-api', 'oci', 'policy', 'token']);

/** First words of adapters' names: `<technology>-<port>.ts` does I/O, so that the core doesn't. */
const TECHNOLOGIES = ['argon2', 'bcrypt', 'bucket', 'control-store', 'hmac', 'http', 'pem', 's3'];

/** Files of a function that are its shell by name. */
const SHELL = /^(?:index|config|handler|to-response|[a-z0-9-]+-(?:handler|readiness))\.ts$/;
const ADAPTER = new RegExp(`^(?:${TECHNOLOGIES.join('|')})-[a-z0-9-]+\\.ts$`);

/** Files that are no core though they lie in a core package, with the reason. */
const SHELL_IN_PACKAGE = new Map([['packages/token/src/token-verifier.ts', 'fetches the key set and reads the clock']]);

/** Of Node's modules, what only computes. */
const PURE_IMPORTS = new Map([
  ['node:crypto', new Set(['createHash', 'createHmac', 'timingSafeEqual'])],
  ['node:zlib', new Set(['crc32'])],
]);
const CORE_BANNED_MODULES = /^(?:node:|@aws-sdk\/|@smithy\/|@google-cloud\/|express$|nock$|pino$|undici$)/;
const CORE_TYPES_ONLY = new Set(['admin-access', 'control-store', 'function-kit']);
const CORE_BANNED_CODE = [
  [/\bprocess\s*\./g, 'the environment or the process'],
  [/\bDate\.now\b|\bnew Date\(\)|\bperformance\s*\./g, 'the clock'],
  [/\bMath\.random\b|\bcrypto\s*\.\s*(?:randomUUID|getRandomValues)\b/g, 'randomness'],
  [/(?<![\w.])fetch\s*\(/g, 'the network'],
  [/(?<![\w.])set(?:Timeout|Interval|Immediate)\s*\(/g, 'timers'],
  [/\bconsole\s*\./g, 'the log'],
];

/**
 * The workspace that a path is in: `functions/token`, `packages/oci`, `local`.
 * @param {string} path
 */
function workspaceOf(path) {
  const [top = '', name = ''] = path.split('/');
  return top === 'functions' || top === 'packages' ? `${top}/${name}` : top;
}

/** @param {string} path */
function isTest(path) {
  return (
    /\.(?:test|contract|bench)\.ts$/.test(path) || /^(?:(?:functions|packages)\/[^/]+\/test|e2e|bench)\//.test(path)
  );
}

/** @param {string} path */
function isCore(path) {
  const [top, name = '', folder, ...below] = path.split('/');
  const file = below.at(-1) ?? '';
  if (folder !== 'src' || isTest(path) || ADAPTER.test(file)) return false;
  if (top === 'functions') return !SHELL.test(file);
  return top === 'packages' && CORE_PACKAGES.has(name) && below.join('/') !== 'index.ts' && !SHELL_IN_PACKAGE.has(path);
}

/**
 * The path that a relative specifier leads to.
 * @param {string} from
 * @param {string} specifier
 */
function resolveRelative(from, specifier) {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

/**
 * Why a workspace may not use the package, or undefined.
 * @param {string} workspace
 * @param {string} used the package's name, without the scope
 * @param {boolean} isForTests
 */
function packageProblem(workspace, used, isForTests) {
  if (used.endsWith('-function')) return 'a function is used by nobody: it is called over HTTP';
  if (SUITES.has(used)) return SUITES.has(workspace) ? undefined : `${used} is for e2e and bench alone`;
  if (used === 'fakes' || isForTests) {
    return isForTests || workspace === 'packages/fakes' ? undefined : 'fakes are for tests alone';
  }
  return workspace.startsWith('packages/') ? siblingProblem(workspace.slice('packages/'.length), used) : undefined;
}

/**
 * @param {string} name
 * @param {string} used
 */
function siblingProblem(name, used) {
  const allowed = SIBLINGS.get(name) ?? [];
  if (name === used || allowed.includes(used)) return undefined;
  const list = allowed.length === 0 ? 'no other package' : `only ${allowed.join(' and ')}`;
  return `packages/${name} uses ${list}, not ${used}`;
}

/**
 * @param {string} path
 * @param {Import} found
 * @returns {string | undefined}
 */
function importProblem(path, found) {
  const { specifier } = found;
  const workspace = workspaceOf(path);
  if (specifier.startsWith('.')) {
    const target = workspaceOf(resolveRelative(path, specifier));
    return target === workspace
      ? undefined
      : `reaches into ${target} by path: a workspace is used by its name or not at all`;
  }
  if (!specifier.startsWith(SCOPE)) return undefined;
  const [used = '', ...inside] = specifier.slice(SCOPE.length).split('/');
  if (inside.length > 0) return `imports ${specifier}: a package is what its src/index.ts exports`;
  return packageProblem(workspace, used, isTest(path));
}

/**
 * @param {Import} found
 * @returns {string | undefined}
 */
function coreImportProblem({ specifier, isTypeOnly, names }) {
  const pure = PURE_IMPORTS.get(specifier);
  if (pure !== undefined && names.every((name) => pure.has(name))) return undefined;
  if (CORE_BANNED_MODULES.test(specifier)) {
    return `core imports ${specifier}: only a shell or an adapter (${TECHNOLOGIES.join('-, ')}-…) does I/O`;
  }
  const isKit = specifier.startsWith(SCOPE) && CORE_TYPES_ONLY.has(specifier.slice(SCOPE.length));
  return isKit && !isTypeOnly ? `core imports values of ${specifier}: only its types are plain data` : undefined;
}

/**
 * @param {File} file
 * @param {RegExp} pattern
 * @param {string} rule
 * @returns {Problem[]}
 */
function findCode({ path, text }, pattern, rule) {
  const code = withoutTexts(text);
  return [...code.matchAll(pattern)].map(({ index }) => ({ file: path, line: lineAt(code, index), rule }));
}

/**
 * Problems of source files.
 * @param {readonly File[]} files
 * @returns {Problem[]}
 */
export function findImportProblems(files) {
  return files.flatMap((file) => {
    const imports = readImports(file.text);
    /** @param {(found: Import) => string | undefined} judge */
    const judged = (judge) =>
      imports.flatMap((found) => {
        const rule = judge(found);
        return rule === undefined ? [] : [{ file: file.path, line: found.line, rule }];
      });
    const problems = judged((found) => importProblem(file.path, found));
    if (isCore(file.path)) {
      problems.push(...judged(coreImportProblem));
      for (const [pattern, what] of CORE_BANNED_CODE) {
        problems.push(...findCode(file, pattern, `core touches ${what}: take it as an argument`));
      }
    } else if (/^(?:functions|packages)\//.test(file.path) && !readsEnvironment(file.path)) {
      problems.push(
        ...findCode(file, /\bprocess\.env\b/g, 'reads process.env: configuration comes from src/config.ts'),
      );
    }
    return problems;
  });
}

/** @param {string} path */
function readsEnvironment(path) {
  return (
    /^functions\/[^/]+\/src\/(?:index|config)\.ts$/.test(path) ||
    path.startsWith('packages/function-kit/') ||
    isTest(path)
  );
}

/**
 * Problems of package.json files: the dependencies that are declared obey the same rules.
 * @param {readonly File[]} manifests
 * @returns {Problem[]}
 */
export function findManifestProblems(manifests) {
  return manifests.flatMap(({ path, text }) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(text);
    const workspace = workspaceOf(path);
    const isForTests = workspace === 'e2e' || workspace === 'bench';
    return [
      ...Object.keys(dependencies).map((name) => ({ name, isForTests })),
      ...Object.keys(devDependencies).map((name) => ({ name, isForTests: true })),
    ].flatMap(({ name, isForTests: isTestOnly }) => {
      if (!name.startsWith(SCOPE)) return [];
      const rule = packageProblem(workspace, name.slice(SCOPE.length), isTestOnly);
      return rule === undefined ? [] : [{ file: path, rule: `depends on ${name}: ${rule}` }];
    });
  });
}

if (import.meta.main) {
  const sources = readFiles('{functions,packages,local,admin,e2e,bench}/**/*.ts');
  const manifests = readFiles(['{functions,packages}/*/package.json', '{local,admin,e2e,bench}/package.json']);
  report(
    'boundaries',
    [...findImportProblems(sources), ...findManifestProblems(manifests)],
    `${sources.length} files import what they may`,
  );
}
