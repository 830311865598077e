import { inspect } from 'node:util';

const MASK = '***';

/** Holds a secret so that it prints `***` in a log, in JSON, in a template and in a debugger. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    Object.freeze(this);
  }

  /** The secret itself: call it where it is compared or sent, nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }
}

Object.defineProperty(Secret.prototype, inspect.custom, { value: () => MASK });
