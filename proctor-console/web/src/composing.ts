// Input of Japanese and other scripts, where a key is not yet a character.

/** Half a character is no command; 229 is what older engines say while one is being made. */
export function isComposing(event: { isComposing: boolean; keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}
