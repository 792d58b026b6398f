import { beforeEach, describe, expect, it } from 'vitest';
import { formatLink, parseLink } from '../../link/link';
import { subject } from '../../testing/boardParts';
import { linkOfState } from '../linkSync';
import { INITIAL_STATE, writeApp } from '../store';
import { boardLimits, linkOfBoard, openLinkBoard } from './boardLink';
import { addPanes, EMPTY_BOARD, readBoard, setCurveLayers, writeBoard } from './boardStore';
import { PLAIN_VIEW, readBoardView, writeBoardView } from './boardView';
import { DEFAULT_BOARD_SPEC } from './subject';

const gradCam = { ...DEFAULT_BOARD_SPEC, metric: 'attribution:grad-cam', target: 'predicted' } as const;

beforeEach(() => {
  writeApp({ ...INITIAL_STATE, samples: ['cat', 'dog'].map((id) => ({ id, title: `A ${id}`, file: '', label: '', source: '' })) });
  writeBoard({ ...EMPTY_BOARD });
  writeBoardView(PLAIN_VIEW);
});

describe('the board in a link', () => {
  it('comes back as it was', () => {
    const ids = addPanes([
      { subject: subject('one', 'cat'), layer: { id: 'a' } },
      { subject: subject('two', 'cat'), layer: { depth: 0.5 }, scale: 'own' },
      { subject: subject('one', 'dog', gradCam), layer: { id: 'a' } },
      { subject: subject('one', 'cat'), layer: { id: 'a' } },
    ]);
    setCurveLayers('auto');
    const hiddenRuns = new Set([readBoard().panes[1]!.runKey]);
    const zoom = { scale: 2.5, x: 0.25, y: 0.75 };
    writeBoardView({ pair: { a: ids[2]!, b: ids[0]!, mode: 'difference' }, hiddenRuns, zoom });
    const link = linkOfBoard(readBoard(), readBoardView());
    const runs = [...readBoard().runs.keys()];
    const { link: back, problems } = parseLink(formatLink(linkOfState(INITIAL_STATE)));
    expect(problems).toEqual([]);
    openLinkBoard(back.board);
    expect(linkOfBoard(readBoard(), readBoardView())).toEqual({ ...link, pictures: link!.pictures.map((picture) => ({ ...picture, name: picture.image === 'sample:cat' ? 'A cat' : 'A dog' })), networks: [{ ...link!.networks[0], name: 'one' }, { ...link!.networks[1], name: 'two' }] });
    expect([...readBoard().runs.keys()]).toEqual(runs);
    expect(readBoard().panes.map(({ scale }) => scale)).toEqual(['shared', 'own', 'shared', 'shared']);
    expect(readBoard().curveLayers).toBe('auto');
    expect(readBoardView()).toMatchObject({ hiddenRuns, zoom });
  });

  it('says which of its pictures and networks it cannot carry', () => {
    const own = { ...subject('one'), picture: { link: null, window: null, name: 'sea.jpg', sha256: 'ab', own: null } };
    addPanes([{ subject: own, layer: { id: 'a' } }, { subject: { ...own, model: { ...own.model, link: null, title: 'Mine', sha256: 'cd' } }, layer: { id: 'a' } }]);
    expect(boardLimits(readBoard())).toEqual([expect.stringContaining('Mine'), expect.stringContaining('sea.jpg')]);
    expect(linkOfBoard(readBoard(), PLAIN_VIEW)).toMatchObject({ networks: [{ model: 'one' }, { model: null, name: 'Mine' }], pictures: [{ image: null, name: 'sea.jpg' }] });
  });
});
