import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelCard } from '../core/modelCard';
import type { LoadedModel } from '../engine/protocol';
import { INITIAL_LIVE, readLive, writeLive } from './live';
import { freshResults } from './runReducer';
import type { AppState, ShownRun, TableModel, TablePicture } from './store';
import { INITIAL_STATE, readApp, writeApp } from './store';
import { restoreSnapshot, takeSnapshot } from './tableSnapshot';
import { useTray } from './tray';

// Networks are loaded by workers and pictures opened by browsers: here it is asked what is wanted of them.
const asked: string[] = [];
const source = { kind: 'catalogue', id: 'tiny' } as const;

vi.mock('./models', () => ({
  sourceOnTable: () => source,
  loadModel: (wanted: { id: string }, { link, keepsLayers }: { link: string; keepsLayers: boolean }) => {
    asked.push(`load ${wanted.id} ${link} ${keepsLayers}`);
    writeApp({ model: model('tiny') });
    return Promise.resolve(null);
  },
  prepareModel: () => Promise.resolve(asked.push('prepare')),
}));
vi.mock('./pictures', () => ({ cropTo: () => Promise.resolve(asked.push('crop')) }));
vi.mock('./pictureFetch', () => ({
  choosePictureOfLink: (link: string) => {
    asked.push(`picture ${link}`);
    writeApp({ picture: picture('first', link) });
    return Promise.resolve(true);
  },
}));
vi.mock('./takePictures', () => ({ chooseFromTray: ({ name }: { name: string }) => Promise.resolve(asked.push(`tray ${name}`) > 0) }));
vi.mock('./runs', () => ({ abandonRun: () => undefined, startRun: () => asked.push('run') }));

function model(id: string): TableModel {
  const card = { id, title: id, input: { width: 2, height: 2, mean: [], std: [] }, labels: [], layers: [] } as unknown as ModelCard;
  const loaded = { card, sha256: `sha of ${id}`, layers: [], decoders: [], notes: [] } as unknown as LoadedModel;
  return { link: id, card, layers: [], loaded };
}

function picture(name: string, link: string | null): TablePicture {
  return { link, trueLabel: null, window: null, opened: { name, sha256: `sha of ${name}` } as unknown as TablePicture['opened'] };
}

const results = freshResults(['a']).results;

beforeEach(() => {
  asked.length = 0;
  useTray.setState({ pictures: [] });
  writeLive({ ...INITIAL_LIVE, results, domain: [-5, -3] });
  const before = { model: model('tiny'), picture: picture('first', 'sample:first') };
  writeApp({
    ...INITIAL_STATE, ...before,
    setup: { ...INITIAL_STATE.setup, budget: 5, layers: ['a'] },
    view: { ...INITIAL_STATE.view, units: 'bits', quantity: 'relative' },
    linkRest: new Map([['panes', '2']]),
    runStatus: 'done',
    shownRun: { spec: { budget: 5 }, model: before.model.loaded, picture: before.picture } as unknown as ShownRun,
  });
});

/** What a lesson's page does to the table. */
function disturb(change: Partial<AppState> = {}) {
  writeApp({ setup: INITIAL_STATE.setup, view: { ...INITIAL_STATE.view, theme: 'dark' }, linkRest: new Map([['page', '3']]), foregrounds: new Map(), runStatus: 'running', shownRun: null });
  writeLive({ results: new Map(), domain: [0, 1] });
  writeApp(change);
}

describe('the former state', () => {
  it('comes back with its maps, and nothing is loaded or computed for it', async () => {
    const snapshot = takeSnapshot()!;
    disturb({ setup: { ...INITIAL_STATE.setup, backend: 'wasm' } });
    await restoreSnapshot(snapshot);
    expect(asked).toEqual([]);
    expect(readLive()).toMatchObject({ results, domain: [-5, -3] });
    // What the viewer is used to meanwhile stays: the frame's lightness, and what computes.
    expect(readApp().view).toEqual({ ...snapshot.app.view, theme: 'dark' });
    expect(readApp().setup).toEqual({ ...snapshot.app.setup, backend: 'wasm' });
    expect(readApp()).toMatchObject({ runStatus: 'done', foregrounds: snapshot.app.foregrounds, linkRest: snapshot.app.linkRest });
    expect(readApp().shownRun).toMatchObject({ spec: { budget: 5 }, picture: readApp().picture });
  });

  it('fetches network and picture where others lie there, and then has its maps', async () => {
    const snapshot = takeSnapshot()!;
    disturb({ model: model('other'), picture: picture('second', 'sample:second') });
    await restoreSnapshot(snapshot);
    expect(asked).toEqual(['load tiny tiny true', 'picture sample:first']);
    expect(readLive().results).toBe(results);
    expect(readApp().runStatus).toBe('done');
  });

  it('takes a dropped picture from the tray, and says when it is not there any more', async () => {
    writeApp({ picture: picture('holiday.jpg', null) });
    const snapshot = takeSnapshot()!;
    disturb({ picture: picture('second', 'sample:second') });
    useTray.setState({ pictures: [{ sha256: 'sha of holiday.jpg', name: 'holiday.jpg' }] as unknown as ReturnType<typeof useTray.getState>['pictures'] });
    await restoreSnapshot(snapshot);
    expect(asked).toEqual(['tray holiday.jpg']);
    expect(readLive().results).toBe(results);

    disturb({ picture: picture('second', 'sample:second') });
    useTray.setState({ pictures: [] });
    await restoreSnapshot(snapshot);
    expect(readApp().messages.at(-1)).toMatchObject({ kind: 'note', topic: 'picture', lines: [expect.stringContaining('“holiday.jpg”')] });
    // Maps of another picture than the one on the table would be a lie.
    expect(readLive().results.size).toBe(0);
    expect(readApp().shownRun).toBeNull();
  });

  it('runs on where it was interrupted', async () => {
    writeApp({ runStatus: 'running' });
    const snapshot = takeSnapshot()!;
    disturb();
    await restoreSnapshot(snapshot);
    expect(asked).toEqual(['run']);
  });

  it('is none before the first network and picture are there', () => {
    writeApp({ picture: null });
    expect(takeSnapshot()).toBeNull();
  });
});
