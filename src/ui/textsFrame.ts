/** Texts of the frame around all features. */

export const partMissing = (reason: string) =>
  `A part of the page could not be fetched (${reason}). Check the connection and open it again; nothing computed is lost.`;
