// What files may be sent from here, by their bytes. Pure.

/** labd takes no more, and closes the line on who sends it. */
export const fileMax_bytes = 8 * 1024 * 1024;

const magics: readonly { type: string; bytes: readonly number[]; skipped: number }[] = [
  { type: "image/jpeg", bytes: [0xff, 0xd8, 0xff], skipped: 0 },
  { type: "image/png", bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], skipped: 0 },
  { type: "application/pdf", bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], skipped: 0 },
  { type: "video/mp4", bytes: [0x66, 0x74, 0x79, 0x70], skipped: 4 },
];

/**
 * By its first bytes, as labd does; nothing for any other kind. Text is no other: labd takes none
 * from a page, since a form on a page of somebody else's could send it.
 */
export function mediaTypeOf(head: Uint8Array): string | undefined {
  const found = magics.find(({ bytes, skipped }) =>
    bytes.every((byte, place) => head[skipped + place] === byte));
  return found?.type;
}
