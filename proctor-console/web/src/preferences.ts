// What a person chose on this device. A browser that keeps nothing is no reason to fail.

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`labd.${name}`, value);
  } catch {
    // Private browsing: the choice holds until the page is closed.
  }
}

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`labd.${name}`);
  } catch {
    return null;
  }
}
