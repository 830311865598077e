import { fileURLToPath } from 'node:url';

/** The checkout that this file belongs to, with a slash at its end. */
export const REPOSITORY_ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
