import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { vulkanEnvironment } from '../dawn.mjs';
import { type PlannedRun, pace, runAll } from './runAll';
import { runStudy } from './runStudy';
import type { StudyRunner } from './studyRunner';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NEVER = new AbortController().signal;

function planned(count: number): PlannedRun[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'pixelsieve-runs-'));
  const network = { model: 'resnet20', isFile: false, id: 'net', damage: null, layers: null };
  return Array.from({ length: count }, (_, i) => {
    const picture = { id: `p${i}`, link: `url:p${i}`, label: null, box: null, served: null };
    return { network, picture, file: path.join(folder, `p${i}.json`) };
  });
}

const pairsOf = ({ picture }: PlannedRun) => ({ image: picture.link });

class FakeRunner implements StudyRunner {
  readonly asked: string[] = [];
  private readonly compute: (image: string) => Promise<string>;

  constructor(compute: (image: string) => Promise<string>) {
    this.compute = compute;
  }

  run(pairs: Readonly<Record<string, string>>): Promise<string> {
    this.asked.push(pairs['image']!);
    return this.compute(pairs['image']!);
  }

  async close(): Promise<void> {}
}

const soon = (text: string, ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, text));

beforeEach(() => {
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

describe('the runs of a study', () => {
  it('are each computed once, by whoever is free', async () => {
    const runs = planned(6);
    const slow = new FakeRunner((image) => soon(image, 200));
    const fast = new FakeRunner((image) => soon(image, 1));
    expect(await runAll(runs, pairsOf, [slow, fast], NEVER)).toEqual([]);
    expect([...slow.asked, ...fast.asked].sort()).toEqual(runs.map(({ picture }) => picture.link));
    expect(slow.asked).toHaveLength(1);
    for (const { file, picture } of runs) expect(readFileSync(file, 'utf8')).toBe(picture.link);
  });

  it('are not computed again where they are there', async () => {
    const runs = planned(3);
    writeFileSync(runs[1]!.file, 'before');
    const runner = new FakeRunner(async (image) => image);
    await runAll(runs, pairsOf, [runner], NEVER);
    expect(runner.asked).toEqual(['url:p0', 'url:p2']);
    expect(readFileSync(runs[1]!.file, 'utf8')).toBe('before');
  });

  it('fail alone', async () => {
    const runs = planned(3);
    const runner = new FakeRunner(async (image) => {
      if (image === 'url:p1') throw new Error('no');
      return image;
    });
    expect(await runAll(runs, pairsOf, [runner], NEVER)).toEqual([{ network: 'net', picture: 'p1', message: 'no' }]);
    expect(runs.map(({ file }) => existsSync(file))).toEqual([true, false, true]);
  });

  it('leave nothing half done when they are interrupted', async () => {
    const runs = planned(3);
    const stop = new AbortController();
    const runner = new FakeRunner(async (image) => {
      if (image !== 'url:p1') return image;
      stop.abort();
      throw new Error('its process ended');
    });
    expect(await runAll(runs, pairsOf, [runner], stop.signal)).toEqual([]);
    expect(readdirSync(path.dirname(runs[0]!.file))).toEqual(['p0.json']);
  });

  it('say how fast they go', () => {
    expect(pace(30, 60, 60_000)).toBe('30 a minute, about 2 min left');
    expect(pace(1, 1, 20_000)).toBe('3.0 a minute, about 20 s left');
    expect(pace(2, 0, 60_000)).toBe('2.0 a minute');
  });
});

describe('the command', () => {
  /** A study of a picture that no decoder of ours reads, and the folder that its results would be in. */
  function gifStudy() {
    const folder = mkdtempSync(path.join(tmpdir(), 'pixelsieve-study-'));
    writeFileSync(path.join(folder, 'a.gif'), 'GIF89a');
    writeFileSync(path.join(folder, 'mine.json'), JSON.stringify({ networks: ['resnet20', 'vgg11-half'], pictures: { folder: '.' } }));
    return { file: path.join(folder, 'mine.json'), out: path.join(folder, 'out') };
  }

  it.each([
    [['--node', '--dawn'], /choose one/],
    [['--dawn'], /a\.gif is GIF, and only PNG and JPEG are read\. Leave out --dawn/],
    [['--only', 'resnet20,vgg'], /no network “vgg”; it has resnet20, vgg11-half/],
    [['--pictures', '2'], /--pictures is 2; it must be a whole number from 1 to 1/],
    [['--jobs', '0'], /--jobs is 0/],
  ])('refuses %j before anything runs', async (options, message) => {
    const { file, out } = gifStudy();
    await expect(runStudy(ROOT, path.dirname(file), [file, '--out', out, ...options])).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  });

  it('does not mix results of another backend with its own unless it is asked to', async () => {
    const { file, out } = gifStudy();
    writeFileSync(file, JSON.stringify({ networks: ['resnet20'], pictures: { samples: ['bird-redstart'] }, seed: 1, backend: 'wasm' }));
    mkdirSync(out);
    const command = () => runStudy(ROOT, path.dirname(file), [file, '--out', out, '--node', '--mixed']);
    writeFileSync(path.join(out, 'plan.json'), JSON.stringify({ settings: { seed: '1', backend: 'webgpu' }, networks: [] }));
    await expect(runStudy(ROOT, path.dirname(file), [file, '--out', out, '--node'])).rejects.toThrow(/Only the backend differs: take them as they are with --mixed/);
    writeFileSync(path.join(out, 'plan.json'), JSON.stringify({ settings: { seed: '2', backend: 'webgpu' }, networks: [] }));
    await expect(command()).rejects.toThrow(/results of other settings.* Give another folder/);
    // Taken, and next refused for its network.
    writeFileSync(path.join(out, 'plan.json'), JSON.stringify({ settings: { seed: '1', backend: 'webgpu' }, networks: [{ id: 'resnet20', model: 'another' }] }));
    await expect(command()).rejects.toThrow(/another network called/);
  });

  it('leaves a Vulkan driver that is named as it is', () => {
    expect(vulkanEnvironment({ VK_DRIVER_FILES: '/a.json' })).toBeNull();
    expect(vulkanEnvironment({ VK_ICD_FILENAMES: '/a.json' })).toBeNull();
  });
});
