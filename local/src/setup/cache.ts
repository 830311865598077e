import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where tools are kept that survive a checkout: WHARFINGER_CACHE, else below XDG_CACHE_HOME, else ~/.cache. */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const own = environment['WHARFINGER_CACHE'];
  if (own !== undefined && own !== '') return own;
  const xdg = environment['XDG_CACHE_HOME'];
  return join(xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache'), 'wharfinger');
}
