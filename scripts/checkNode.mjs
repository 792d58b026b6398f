/** Says which Node.js is needed before anything newer than the one at hand is tried. Uses no syntax an old one lacks. */
import { readFileSync } from 'node:fs';

/** Ends the process with a sentence when this Node.js is older than package.json's `engines` asks for. */
export function checkNode() {
  const packageJson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const needed = packageJson.engines.node.replace('>=', '');
  if (isOlder(process.versions.node, needed)) {
    console.error(
      `Pixelsieve needs Node.js ${needed} or newer; this is ${process.versions.node}. Install a current one and run the command again.`,
    );
    process.exit(1);
  }
}

/** By their numbers, not as text: 9 is older than 20. */
export function isOlder(version, needed) {
  const [own, other] = [version, needed].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (own[i] || 0) - (other[i] || 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
