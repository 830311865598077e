import { normalizeEventTime } from '@wharfinger/events';

/**
 * Where a quarantined thing is kept: by its own time and content, never by the clock, so that a retry finds it there.
 * `events/quarantine/<site>/20261122T155725Z-<sha256>.json`, or `undated-<sha256>.json`.
 */
export function quarantineKey(site: string, time: string | undefined, contentSha256: string): string {
  const normal = time === undefined ? undefined : normalizeEventTime(time);
  const stamp = normal === undefined ? 'undated' : `${normal.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  return `events/quarantine/${site}/${stamp}-${contentSha256}.json`;
}
