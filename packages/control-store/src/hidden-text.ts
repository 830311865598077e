const HIDDEN = '***';

/** A text that prints as `***` wherever it ends up by accident: log, JSON, template, inspection. */
export class HiddenText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    Object.defineProperty(this, Symbol.for('nodejs.util.inspect.custom'), { value: () => HIDDEN });
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }
}
