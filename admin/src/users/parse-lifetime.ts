const MAX_DAYS = 3650;

/** Parses how long a key is good for: `90d` or `never` (an end), which is `null`. */
export function parseLifetimeDays(
  text: string | undefined,
): { kind: 'ok'; value: number | null } | { kind: 'invalid'; reason: string } {
  if (text === 'never') return { kind: 'ok', value: null };
  const days = Number(/^(?<days>\d{1,4})d$/.exec(text ?? '')?.groups?.['days'] ?? 0);
  return days >= 1 && days <= MAX_DAYS
    ? { kind: 'ok', value: days }
    : { kind: 'invalid', reason: `When does it end? --expires 90d (1d to ${MAX_DAYS}d), or never.` };
}
