import type { Plugin } from 'vite';
import type { OfflineFile } from '../src/offline/files';

/** The built page's files in alphabetical order, by paths relative to `folder`. */
export function listFiles(folder: string): readonly OfflineFile[];
export function offline(): Plugin;
