import { builtinModules } from 'node:module';

const BUILTINS = new Set(builtinModules);
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const RESERVED = new Set(['default', 'delete', 'import', 'export', 'eval', 'arguments']);

/**
 * Takes built-in modules from `process.getBuiltinModule`. An `import` of node:http reads every property of it to make the
 * ES module, and one of them is a getter that loads undici, HTTP/2 and TLS: 25 to 30 ms that no first answer needs.
 * @returns {import('esbuild').Plugin}
 */
export function builtins() {
  return {
    name: 'builtins',
    setup(build) {
      build.onResolve({ filter: /^(?:node:)?[a-z0-9_]+(?:\/[a-z0-9_]+)*$/ }, ({ path, kind }) => {
        const name = path.replace(/^node:/, '');
        if (kind !== 'import-statement' || !BUILTINS.has(name)) return undefined;
        return { path: `node:${name}`, namespace: 'builtin', sideEffects: false };
      });
      build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: moduleText(path) }));
    },
  };
}

/** Each name is read only where something imports it. @param {string} id */
function moduleText(id) {
  const names = Object.keys(process.getBuiltinModule(id) ?? {}).filter(
    (name) => IDENTIFIER.test(name) && !RESERVED.has(name),
  );
  return [
    `const builtin = process.getBuiltinModule(${JSON.stringify(id)});`,
    'export default builtin;',
    ...names.map((name) => `export const ${name} = /* @__PURE__ */ (() => builtin.${name})();`),
  ].join('\n');
}
