/** The language of the page, settled once by `<html lang>`: its texts and the way it writes numbers follow it. */

/** English first. A language that is added here is asked for by the compiler in every `src/ui/texts*.ts`. */
export const LANGUAGES = ['en'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The language of ours that a tag such as "de-AT" asks for; English where it is none of them. */
export function languageOf(tag: string): Language {
  const primary = tag.toLowerCase().split('-')[0];
  return LANGUAGES.find((language) => language === primary) ?? 'en';
}

/** A worker has no document, and writes nothing for the viewer but messages in English. */
const page = globalThis as { readonly document?: { readonly documentElement?: { readonly lang?: string } } };

export const language: Language = languageOf(page.document?.documentElement?.lang ?? '');

/** An area's texts in the language of the page. Every version has the shape of the English one. */
export function inLanguage<Texts>(versions: Readonly<Record<Language, Texts>>): Texts {
  return versions[language];
}
