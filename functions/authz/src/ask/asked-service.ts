import type { AskedAccess } from './explain-request.ts';

/** The service that is asked about, or the first that there is. */
export function serviceOf(
  asked: Pick<AskedAccess, 'service'>,
  services: ReadonlySet<string> | null,
): string | undefined {
  return asked.service ?? services?.values().next().value;
}

/** The services are not listed here: the request has to say which. */
export function serviceMissing(path: string): { path: string; message: string } {
  return { path, message: 'is missing, and WHARFINGER_SERVICES says of none' };
}
