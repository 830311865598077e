/**
 * The text of dist/main.mjs. It compiles function.js, and later whatever that asks for, from V8's cache beside it: a cache
 * made after a run also holds every function that the run needed, which Node's own compile cache doesn't; it depends on
 * neither path nor user, and nothing is ever written. V8 refuses a cache of another version, and compiles the text.
 */
export const LOADER = `const { readFileSync } = process.getBuiltinModule('node:fs');
const { Script, constants } = process.getBuiltinModule('node:vm');
const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);
// NOTE: without HOME and without an entry for the user id, os.homedir() throws, in the AWS SDK as an unhandled rejection.
process.env.HOME ||= '/';
const scripts = new Map();
const loaded = new Map();
function cacheOf(filename) {
  try {
    return readFileSync(filename);
  } catch {
    return undefined;
  }
}
function load(name) {
  if (loaded.has(name)) return loaded.get(name);
  const filename = import.meta.dirname + '/' + name + '.js';
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const options = { filename, cachedData: cacheOf(filename + '.cache'), importModuleDynamically };
  const script = new Script(readFileSync(filename, 'utf8'), options);
  scripts.set(name, script);
  const exports = script.runInThisContext()(require, load, import.meta);
  loaded.set(name, exports);
  return exports;
}
`;

/** What dist/main.mjs does once its loader stands. */
export const RUN = "await load('function');\n";

/**
 * Writes the caches when the process ends: the build does that once, and what is shipped never. V8 forgets the code of
 * functions that ran long ago, unless told not to; told so it would also mark the cache as made with other flags.
 */
export const SAVE_CACHES = `const { setFlagsFromString } = process.getBuiltinModule('node:v8');
setFlagsFromString('--no-flush-bytecode');
process.on('exit', () => {
  setFlagsFromString('--flush-bytecode');
  const { writeFileSync } = process.getBuiltinModule('node:fs');
  for (const [name, script] of scripts) {
    writeFileSync(import.meta.dirname + '/' + name + '.js.cache', script.createCachedData());
  }
});
`;

/** Makes a script that the loader can run of a bundle in ES module format; it awaits what the module awaits. @param {string} text */
export function moduleScript(text) {
  return `(async function(require,__load,__meta){"use strict";${text}\n})`;
}

/** Makes a script that the loader can run of a bundle in CommonJS format. @param {string} text */
export function commonjsScript(text) {
  return `(function(require,__load,__meta){const module={exports:{}};let exports=module.exports;{${text}\n}return module.exports})`;
}
