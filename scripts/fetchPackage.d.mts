export interface PackagePin {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}
export const repositoryRoot: string;
export function fetchPackage(pin: PackagePin, cacheFolder?: string, pack?: (name: string, folder: string) => string): string;
