/** tfjs for pages that import sources: the development server resolves it from here as it does for the sources. */
export * as tf from '@tensorflow/tfjs';
