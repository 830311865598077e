/** Compresses off the loop. zlib is imported with the first use: an instance that only decides never needs it. */
export async function zip(body: Uint8Array): Promise<Uint8Array> {
  const { gzip } = await import('node:zlib');
  return new Promise((resolve, reject) => {
    gzip(body, (error, zipped) => (error === null ? resolve(zipped) : reject(error)));
  });
}

/** @throws for what isn't a whole gzip file, or is larger than it may be */
export async function unzip(body: Uint8Array, maxOutputLength: number): Promise<Uint8Array> {
  const { gunzip } = await import('node:zlib');
  return new Promise((resolve, reject) => {
    gunzip(body, { maxOutputLength }, (error, whole) => (error === null ? resolve(whole) : reject(error)));
  });
}

/** SHA-256, in hexadecimal. */
export async function sumOf(body: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(body));
  return Buffer.from(digest).toString('hex');
}
