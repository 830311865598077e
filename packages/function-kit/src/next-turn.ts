/** Lets every other event have its turn; resolves when it is ours again. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
