/** The sequential colour scales that maps can be drawn in; their colours are in views/colourScale.ts. */
export const COLOUR_SCHEMES = ['inferno', 'viridis', 'cividis', 'grey'] as const;

export type ColourScheme = (typeof COLOUR_SCHEMES)[number];

/** Grows darker in even steps for every colour vision, as views/colourVision.test.ts measures. */
export const DEFAULT_SCHEME: ColourScheme = 'inferno';

export const isColourScheme = (name: string): name is ColourScheme => (COLOUR_SCHEMES as readonly string[]).includes(name);
