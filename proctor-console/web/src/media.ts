// What files may be sent from here, by their bytes. Pure.

/** labd takes no more, and closes the line on who sends it. */
export const fileMax_bytes = 8 * 1024 * 1024;

const magics: readonly { type: string; bytes: readonly number[]; skipped: number }[] = [
  { type: "image/jpeg", bytes: [0xff, 0xd8, 0xff], skipped: 0 },
  { type: "image/png", bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], skipped: 0 },
  { type: "application/pdf", bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], skipped: 0 },
  { type: "video/mp4", bytes: [0x66, 0x74, 0x79, 0x70], skipped: 4 },
];

/** UTF-8 without control characters, but for those that end and indent lines. */
function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    // eslint-disable-next-line no-control-regex
    return text !== "" && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/u.test(text);
  } catch {
    return false;
  }
}

/** By its first bytes, as labd does; nothing for a kind that labd does not take. */
export function mediaTypeOf(file: Uint8Array): string | undefined {
  const found = magics.find(({ bytes, skipped }) =>
    bytes.every((byte, place) => file[skipped + place] === byte));
  return found?.type ?? (isText(file) ? "text/plain" : undefined);
}
