const BLOCK_BYTES = 512;

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

/** A POSIX ustar archive with one regular file, owned by root, of time 0. */
export function tarOfOneFile(name: string, content: Uint8Array): Buffer {
  const paddedBytes = Math.ceil(content.byteLength / BLOCK_BYTES) * BLOCK_BYTES;
  const archive = Buffer.alloc(BLOCK_BYTES + paddedBytes + 2 * BLOCK_BYTES);
  archive.write(name, 0);
  archive.write(octal(0o644, 8), 100);
  archive.write(octal(0, 8), 108);
  archive.write(octal(0, 8), 116);
  archive.write(octal(content.byteLength, 12), 124);
  archive.write(octal(0, 12), 136);
  archive.write(' '.repeat(8), 148);
  archive.write('0', 156);
  archive.write('ustar\u{0}00', 257);
  const checksum = archive.subarray(0, BLOCK_BYTES).reduce((sum, byte) => sum + byte, 0);
  archive.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  archive.set(content, BLOCK_BYTES);
  return archive;
}
