import { readFile } from 'node:fs/promises';

const NAMED_IMPORT = /^import \{ z \} from 'zod';$/m;

/**
 * Reads `import { z } from 'zod'` of our own files as `import * as z from 'zod'`: the same names, but esbuild can leave out
 * what isn't used (the messages in fifty languages among it: 450 KB become 85).
 * @returns {import('esbuild').Plugin}
 */
export function zodNamespace() {
  return {
    name: 'zod-namespace',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path.includes('/node_modules/')) return undefined;
        const text = await readFile(path, 'utf8');
        return { contents: text.replace(NAMED_IMPORT, "import * as z from 'zod';"), loader: 'ts' };
      });
    },
  };
}

/**
 * Tells of an import of zod that the plugin doesn't know, by what it drags in.
 * @param {import('esbuild').Metafile} metafile
 */
export function checkZodIsSmall(metafile) {
  const used = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  if (used.filter((input) => input.includes('/zod/v4/locales/')).length <= 1) return;
  const ours = Object.entries(metafile.inputs).filter(([path, { imports }]) => {
    return !path.includes('/node_modules/') && imports.some(({ original }) => original === 'zod');
  });
  const files = ours.map(([path]) => path).join(', ');
  throw new Error(`All of zod is in the bundle: write "import { z } from 'zod';", just so, in every one of ${files}`);
}
