/**
 * Packages that express, body-parser and pino require when they load, and that no request to a function ever needs: the
 * kit hides bodies from the framework, and no function serves files or logs from a worker thread. They wait in
 * deferred.js until something touches them.
 */
export const DEFERRED_PACKAGES = [
  'accepts',
  'content-disposition',
  'etag',
  'iconv-lite',
  'mime-types',
  'qs',
  'raw-body',
  'send',
  'serve-static',
  'thread-stream',
];

/**
 * Puts a stand-in, which loads the package when it is first touched, where one of them is required.
 * @returns {import('esbuild').Plugin}
 */
export function deferred() {
  return {
    name: 'deferred',
    setup(build) {
      build.onResolve({ filter: /^[a-z-]+$/ }, ({ path, kind }) =>
        kind === 'require-call' && DEFERRED_PACKAGES.includes(path) ? { path, namespace: 'deferred' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'deferred' }, ({ path }) => ({ contents: standIn(path) }));
    },
  };
}

/** @param {string} name */
function standIn(name) {
  return `
    const load = () => __load('deferred')[${JSON.stringify(name)}]();
    const refuse = () => { throw new Error(${JSON.stringify(`${name} is loaded late and can't be listed or changed`)}); };
    module.exports = new Proxy(function () {}, {
      get: (_, key) => Reflect.get(load(), key),
      has: (_, key) => Reflect.has(load(), key),
      apply: (_, self, args) => Reflect.apply(load(), self, args),
      construct: (_, args) => Reflect.construct(load(), args),
      ownKeys: refuse, getOwnPropertyDescriptor: refuse, defineProperty: refuse, set: refuse, deleteProperty: refuse,
    });`;
}
