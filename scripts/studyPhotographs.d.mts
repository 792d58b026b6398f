import type { PackagePin } from './fetchPackage.d.mts';

export interface StudyPackage extends PackagePin {
  readonly pictures: readonly { readonly file: string; readonly path: string; readonly sha256: string }[];
}
export function studyPackages(): readonly StudyPackage[];
export function prepareStudyPhotographs(packages?: readonly StudyPackage[], folder?: string, fetch?: (pin: PackagePin) => string): void;
