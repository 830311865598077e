export type Fifo<T> = {
  readonly size: number;
  push: (item: T) => void;
  /** The item that has waited longest, or undefined. */
  take: () => T | undefined;
  clear: () => void;
};

const COMPACT_FROM = 1024;

/** First in, first out, each in constant time: `Array.shift` moves all that stays. */
export function createFifo<T>(): Fifo<T> {
  let items: (T | undefined)[] = [];
  let head = 0;
  return {
    get size() {
      return items.length - head;
    },
    push: (item) => void items.push(item),
    take: () => {
      if (head === items.length) return undefined;
      const item = items[head];
      items[head] = undefined;
      head += 1;
      if (head >= COMPACT_FROM && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    clear: () => {
      items = [];
      head = 0;
    },
  };
}
