/** Path of the system's Chromium, or null. */
export function findChromium(): string | null;
