/** The linter's import rules, tried out: each broken once, each allowed import let through. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const FORBIDDEN: readonly [file: string, imported: string][] = [
  ['src/core/a.ts', 'd3'],
  ['src/core/a.ts', '@tensorflow/tfjs'],
  ['src/core/a.ts', '../engine/protocol'],
  ['src/app/a.tsx', '@tensorflow/tfjs'],
  ['src/app/a.tsx', '../engine/worker'],
  ['src/app/a.tsx', '../models/loadNetwork'],
  ['src/main.tsx', '@tensorflow/tfjs'],
  ['src/main.tsx', './kernels/x'],
  ['src/engine/client.ts', '@tensorflow/tfjs'],
  ['src/engine/client.ts', './driver'],
  ['src/engine/protocol.ts', '../models/network'],
  ['src/engine/worker.ts', 'react'],
  ['src/models/a.ts', '../state/store'],
  ['src/models/a.ts', '../testing/backends'],
  ['src/metrics/a.ts', '../models/loadNetwork'],
  ['src/metrics/a.ts', '../engine/worker'],
  ['src/optim/a.ts', '../engine/driver'],
  ['src/kernels/a.ts', '../views/heatmap'],
  ['src/views/a.ts', 'react'],
  ['src/views/a.ts', 'zustand'],
  ['src/views/a.ts', '../state/store'],
  ['src/views/a.ts', '../engine/client'],
  ['src/views/parts/a.ts', '../../features/runs/Runs'],
  ['src/ui/A.tsx', '../state/store'],
  ['src/ui/A.tsx', '../engine/client'],
  ['src/ui/A.tsx', 'zustand'],
  ['src/state/a.ts', '../features/runs/Runs'],
  ['src/state/a.ts', '../app/App'],
  ['src/state/a.ts', '../engine/worker'],
  ['src/features/runs/A.tsx', '../models/ModelPicker'],
  ['src/features/runs/A.tsx', '../../app/App'],
  ['src/features/runs/A.tsx', '../../engine/driver'],
  ['src/pictures/a.ts', 'react'],
  ['src/lessons/a.ts', 'zustand'],
  ['src/lessons/a.ts', '../state/store'],
  ['src/studies/a.ts', 'zustand'],
  ['src/studies/a.ts', '../ui/textsStudies'],
  ['src/views/a.ts', '../lessons/lesson'],
  ['src/views/a.ts', '../studies/claims'],
  ['src/models/a.ts', '../lessons/lesson'],
  ['src/offline/serviceWorker.ts', '../core/stats'],
  ['src/offline/serviceWorker.ts', 'workbox-core'],
  ['src/link/a.ts', '../state/store'],
  ['src/export/a.ts', '../engine/client'],
  ['src/records/a.ts', '../state/store'],
  ['src/export/figures/a.ts', '../../state/store'],
  ['src/export/figures/a.ts', '../../ui/Icon'],
  ['src/export/figures/a.ts', 'd3'],
];

const ALLOWED: readonly [file: string, imported: string][] = [
  ['src/core/a.ts', './stats'],
  ['src/core/a.test.ts', 'vitest'],
  ['src/app/a.tsx', '../engine/client'],
  ['src/app/a.tsx', 'react'],
  ['src/engine/client.ts', './protocol'],
  ['src/engine/client.ts', '../core/spec'],
  ['src/engine/worker.ts', '@tensorflow/tfjs'],
  ['src/engine/worker.ts', './driver'],
  ['src/models/a.ts', '../engine/failure'],
  ['src/metrics/a.ts', '../models/network'],
  ['src/metrics/a.ts', '../engine/protocol'],
  ['src/optim/a.ts', '@tensorflow/tfjs'],
  ['src/views/a.ts', 'd3'],
  ['src/views/a.ts', '../engine/protocol'],
  ['src/views/parts/a.ts', '../colourScale'],
  ['src/ui/A.tsx', 'react'],
  ['src/state/a.ts', 'zustand'],
  ['src/state/a.ts', '../engine/client'],
  ['src/features/runs/A.tsx', '../../state/store'],
  ['src/features/runs/A.tsx', './RunBar'],
  ['src/pictures/a.ts', '../engine/protocol'],
  ['src/lessons/a.ts', '../link/link'],
  ['src/studies/a.ts', '../records/fields'],
  ['src/state/lessons.ts', '../lessons/lesson'],
  ['src/pictures/a.ts', '@noble/hashes/sha2.js'],
  ['src/export/a.ts', '../core/spec'],
  ['src/export/figures/a.ts', '../../views/colourScale'],
  ['src/export/figures/a.ts', '../../ui/textsFigures'],
  ['src/offline/serviceWorker.ts', './files'],
  ['src/state/a.ts', '../offline/files'],
];

const root = resolve(import.meta.dirname, '..');
/** The line that each import is on, by file: all imports of a file are put into one file, one a line. */
let reported: ReadonlySet<string>;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  const lines = new Map<string, string[]>();
  for (const [file, imported] of [...FORBIDDEN, ...ALLOWED]) {
    lines.set(file, [...(lines.get(file) ?? []), imported]);
  }
  for (const [file, imports] of lines) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), imports.map((name) => `import '${name}';`).join('\n'));
  }
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format', 'json', 'src'], { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[];
  };
  reported = new Set(
    diagnostics
      .filter(({ code }) => code.includes('no-restricted-imports'))
      .map(({ filename, labels }) => `${filename} ${lines.get(filename)?.[labels[0]!.span.line - 1]}`),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the linter', () => {
  it.each(FORBIDDEN)('forbids %s to import %s', (file, imported) => {
    expect(reported).toContain(`${file} ${imported}`);
  });

  it.each(ALLOWED)('lets %s import %s', (file, imported) => {
    expect(reported).not.toContain(`${file} ${imported}`);
  });
});
