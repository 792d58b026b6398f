/** Texts of the frame around all features. */
import { inLanguage } from '../core/language';

const english = {
  partMissing: (reason: string) =>
    `A part of the page could not be fetched (${reason}). Check the connection and open it again; nothing computed is lost.`,
};

export const { partMissing } = inLanguage({ en: english });
