import type { PackagePin } from './fetchPackage.d.mts';

export const DAWN: PackagePin;
export function vulkanEnvironment(environment?: NodeJS.ProcessEnv): { readonly VK_ICD_FILENAMES: string; readonly LD_LIBRARY_PATH: string } | null;
export function fetchDawn(): string;
export function startDawn(): Promise<void>;
export function importSource(file: string): Promise<Record<string, unknown>>;
