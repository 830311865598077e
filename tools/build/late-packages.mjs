/**
 * Leaves each package that our code imports dynamically (`await import('@aws-sdk/client-s3')`) out of the bundle: it is
 * loaded as a script of its own when the import is reached.
 * @param {Set<string>} found collects their names
 * @returns {import('esbuild').Plugin}
 */
export function latePackages(found) {
  return {
    name: 'late-packages',
    setup(build) {
      build.onResolve({ filter: /^(?:@[\w-]+\/)?[\w-]+$/ }, ({ path, kind }) => {
        if (kind !== 'dynamic-import' || path.startsWith('@wharfinger/')) return undefined;
        found.add(path);
        return { path, namespace: 'late' };
      });
      build.onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
        contents: `module.exports = __load(${JSON.stringify(scriptName(path))});`,
      }));
    },
  };
}

/** @param {string} packageName */
export function scriptName(packageName) {
  return packageName.replace('@', '').replace('/', '-');
}
