export interface Part {
  readonly what: string;
  isThere(): boolean;
  prepare(): void;
}
export const REMEDY: string;
export function fetchParts(parts?: readonly Part[], say?: Pick<Console, 'log' | 'error'>): boolean;
