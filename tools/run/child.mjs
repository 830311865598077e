import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

let running = 0;

/** Makes a signal that comes while no child runs end this process as a success: whoever asks it to end gets what was asked for. */
export function endOnSignal() {
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      if (running > 0) return;
      console.log('Ended.');
      process.exit(0);
    });
  }
}

/**
 * @typedef {object} Ending
 * @property {number} code exit code, 128 + n after signal n
 * @property {string | null} signal what killed it
 * @property {boolean} wasAsked whether somebody asked it to end
 * @property {string} errors what it wrote to stderr, when that was kept
 */

/**
 * Runs a program in the foreground, passes signals on to it, and resolves when it has ended.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, keepErrors?: boolean }} [options]
 * @returns {Promise<Ending>}
 */
export function runChild(program, args, { env = process.env, keepErrors = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['inherit', 'inherit', keepErrors ? 'pipe' : 'inherit'], env });
    running += 1;
    let wasAsked = false;
    let errors = '';
    child.stderr?.on('data', (chunk) => {
      errors += String(chunk);
      process.stderr.write(chunk);
    });
    // A signal from a terminal reaches the child as well: what it gets twice it must take as one.
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      wasAsked = true;
      child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    const finish = (/** @type {number} */ code, /** @type {string | null} */ signal = null) => {
      running -= 1;
      for (const name of FORWARDED) process.off(name, forward);
      resolve({ code, signal, wasAsked, errors });
    };
    child.on('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      finish(127);
    });
    child.on('close', (code, signal) =>
      finish(code ?? 128 + (signal === null ? 0 : constants.signals[signal]), signal),
    );
  });
}

/**
 * As `runChild`; resolves with the exit code alone.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined> }} [options]
 * @returns {Promise<number>}
 */
export async function runForeground(program, args, options) {
  return (await runChild(program, args, options)).code;
}
