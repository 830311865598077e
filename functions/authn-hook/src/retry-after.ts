/** When to ask again what can't be answered at the moment. */
export const RETRY_AFTER_SECONDS = 2;
