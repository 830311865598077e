/** Does what a generator does, with a pause at every `yield`, so that others have their turn. */
export async function finishInTurns<T>(steps: Generator<undefined, T>, pause: () => Promise<void>): Promise<T> {
  let step = steps.next();
  while (step.done !== true) {
    await pause();
    step = steps.next();
  }
  return step.value;
}
