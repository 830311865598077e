const NETWORK_CODES =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|E40[137]|E429|E50[0-9])\b/;

/**
 * One sentence for a failed `npm ci`, by what npm wrote.
 * @param {string} printed
 */
export function adviseOnInstall(printed) {
  if (/\bEUSAGE\b/.test(printed)) {
    return 'npm ci failed: package.json and package-lock.json do not agree. Run npm install to bring the lockfile up to date (or take back your change of package.json), then run the same command again.';
  }
  if (NETWORK_CODES.test(printed)) {
    return 'npm ci failed: the package registry did not answer as it should. Check the network, proxy and registry settings (npm ping), then run the same command again.';
  }
  return 'npm ci failed: what npm says above is the reason; mend that, then run the same command again.';
}
