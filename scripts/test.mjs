/**
 * `npm test`: installs, finds or installs a Chromium, then types, lint, unit tests and end-to-end tests; stops at the
 * first stage that fails. `npm test -- unit e2e` runs those stages only. `npm run test:all` (`--all`) adds the long comparisons with
 * PyTorch's optima and the end-to-end tests tagged @slow. The last line counts tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkNode } from './checkNode.mjs';
import { fetchParts } from './fetchParts.mjs';
import { findChromium } from './findChromium.mjs';
import { ensureInstalled, runNpm } from './install.mjs';

checkNode();
process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const RESULTS = join('.cache', 'results');
const UNIT_RESULTS = join(RESULTS, 'unit.json');
const E2E_RESULTS = join(RESULTS, 'e2e.json');

const STAGES = {
  types: () => runNpm(['run', 'types']).status === 0,
  lint: () => runNpm(['run', 'lint']).status === 0,
  unit: () => runNpm(['run', 'unit', '--', '--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_RESULTS}`]).status === 0,
  e2e: async () => (await ensureChromium()) && runNpm(['run', 'e2e']).status === 0,
};

const asked = process.argv.slice(2).filter((word) => word !== '--all');
// What takes long asks for this.
if (process.argv.includes('--all')) process.env.PIXELSIEVE_TESTS = 'all';
const unknown = asked.filter((name) => !(name in STAGES));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}; there are ${Object.keys(STAGES).join(', ')}.`);
  process.exit(2);
}

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
ensureInstalled();
// The page does without them, its tests do not.
if (!fetchParts()) process.exit(1);

let failedStage = null;
for (const [name, run] of Object.entries(STAGES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const startedAt = Date.now();
  console.log(`\n== ${name}`);
  const passed = await run();
  console.log(`== ${name} ${passed ? 'passed' : 'FAILED'} after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  if (!passed) {
    failedStage = name;
    break;
  }
}

const counts = countTests();
// A stage without tests of its own, or one that broke before its first test, still counts as a failure.
if (failedStage && counts.failed === 0) counts.failed = 1;
const summary = `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`;
writeFileSync(join(RESULTS, 'summary.txt'), `${summary}\n`);
console.log(`\n${summary}`);
process.exit(failedStage ? 1 : 0);

async function ensureChromium() {
  if (findChromium() || (await playwrightsOwnChromium())) return true;
  console.log('Installing a Chromium ...');
  if (process.platform === 'linux' && process.getuid() === 0 && hasCommand('apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update'], { stdio: ['ignore', 'inherit', 'inherit'], env });
    spawnSync('apt-get', ['install', '-y', 'chromium'], { stdio: ['ignore', 'inherit', 'inherit'], env });
  } else {
    runNpm(['exec', '--', 'playwright', 'install', 'chromium']);
  }
  if (findChromium() || (await playwrightsOwnChromium())) return true;
  console.error('No Chromium could be found or installed. Install one, or name its path in PIXELSIEVE_CHROMIUM.');
  return false;
}

async function playwrightsOwnChromium() {
  const { chromium } = await import('@playwright/test');
  return existsSync(chromium.executablePath());
}

function hasCommand(name) {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}

function countTests() {
  const unit = readJson(UNIT_RESULTS);
  const e2e = readJson(E2E_RESULTS)?.stats;
  return {
    passed: (unit?.numPassedTests ?? 0) + (e2e ? e2e.expected + e2e.flaky : 0),
    failed: (unit?.numFailedTests ?? 0) + (e2e?.unexpected ?? 0),
    skipped: (unit?.numPendingTests ?? 0) + (e2e?.skipped ?? 0),
  };
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
