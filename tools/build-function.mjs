// Bundles the function whose folder this runs in to dist/, as it is shipped: `node dist/main.mjs` needs no node_modules,
// and dist/ may be copied elsewhere, owned by anyone and read-only. bench/README.md has what each step is worth.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { build } from 'esbuild';

import { builtins } from './build/builtins.mjs';
import { DEFERRED_PACKAGES, deferred } from './build/deferred.mjs';
import { latePackages, scriptName } from './build/late-packages.mjs';
import { thirdPartyLicences } from './build/licences.mjs';
import { commonjsScript, LOADER, moduleScript, RUN } from './build/loader.mjs';
import { warmUp } from './build/warm-up.mjs';
import { checkZodIsSmall, zodNamespace } from './build/zod-namespace.mjs';

// What is in dist/ is whole at every moment, even when it is built twice at once or while it runs.
const OUT = join('.cache', `dist-${process.pid}`);
const ROOT = join(import.meta.dirname, '..');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  conditions: ['source'],
  define: {
    'process.env.NODE_ENV': '"production"',
    'import.meta.url': '__meta.url',
    'import.meta.dirname': '__meta.dirname',
    'import.meta.filename': '__meta.filename',
  },
  // Names and lines stay, so that the stack of a fault can be read; with the cache, shorter ones gain 2 %.
  minifySyntax: true,
  charset: 'ascii',
  // Their licences go to LICENSES.txt, whole, instead.
  legalComments: 'none',
  loader: { '.node': 'copy' },
  assetNames: '[name]',
  metafile: true,
  write: false,
  outdir: OUT,
  logLevel: 'warning',
};

await mkdir(OUT, { recursive: true });
try {
  await buildInto();
  await publish();
} finally {
  await rm(OUT, { recursive: true, force: true });
}

async function buildInto() {
  /** @type {Set<string>} */
  const late = new Set();
  const metafiles = [
    await bundle('function', moduleScript, {
      entryPoints: ['src/index.ts'],
      format: 'esm',
      plugins: [latePackages(late), deferred(), builtins(), zodNamespace()],
    }),
    await bundle('deferred', commonjsScript, {
      minify: true,
      stdin: {
        contents: DEFERRED_PACKAGES.map((name) => `exports['${name}'] = () => require('${name}');`).join('\n'),
        resolveDir: ROOT,
      },
      format: 'cjs',
    }),
  ];
  for (const name of late) {
    metafiles.push(
      await bundle(scriptName(name), commonjsScript, {
        minifyWhitespace: true,
        stdin: { contents: `module.exports = require('${name}');`, resolveDir: ROOT },
        format: 'cjs',
      }),
    );
  }
  for (const metafile of metafiles) checkZodIsSmall(metafile);
  await writeFile(join(OUT, 'main.mjs'), LOADER + RUN);
  await writeFile(join(OUT, 'LICENSES.txt'), await thirdPartyLicences(metafiles));
  await warmUp(basename(process.cwd()), OUT);
}

/** Puts the new folder in the place of the old one. */
async function publish() {
  const old = `${OUT}-old`;
  for (;;) {
    await rename('dist', old).catch(ignore('ENOENT'));
    const isDone = await rename(OUT, 'dist').then(() => true, ignore('ENOTEMPTY', 'EEXIST'));
    await rm(old, { recursive: true, force: true });
    if (isDone) return;
  }
}

/** @param {readonly string[]} codes */
function ignore(...codes) {
  return (/** @type {NodeJS.ErrnoException} */ error) => {
    if (!codes.includes(error.code ?? '')) throw error;
    return false;
  };
}

/** @param {string} name @param {(text: string) => string} toScript @param {import('esbuild').BuildOptions} options */
async function bundle(name, toScript, options) {
  const { outputFiles, metafile } = await build({ ...shared, ...options });
  for (const file of outputFiles ?? []) {
    const isScript = file.path.endsWith('.js');
    await writeFile(isScript ? join(OUT, `${name}.js`) : file.path, isScript ? toScript(file.text) : file.contents);
  }
  return metafile;
}
