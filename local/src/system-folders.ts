/** Where Debian keeps daemons; a plain user's PATH lacks them. */
export const SYSTEM_FOLDERS: readonly string[] = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
