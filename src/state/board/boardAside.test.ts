import { beforeEach, describe, expect, it } from 'vitest';
import { keepStudyOnBoard, putBoardAside, takeBoardBack } from './boardAside';
import { boardForLink } from './boardLink';
import { addPanes, EMPTY_BOARD, readBoard, takeBack, wantRun, writeBoard } from './boardStore';
import type { BoardSubject } from './subject';
import { DEFAULT_BOARD_SPEC } from './subject';

const subject = (link: string): BoardSubject => ({
  model: { link, choices: null, title: link, sha256: null },
  picture: { link: 'sample:a', window: null, name: 'a', sha256: null, own: null },
  spec: DEFAULT_BOARD_SPEC,
});
const onBoard = () => [...readBoard().runs.values()].map(({ model }) => model.link);

beforeEach(() => {
  takeBoardBack();
  writeBoard(EMPTY_BOARD);
  addPanes([{ subject: subject('viewers'), layer: { depth: 1 } }]);
});

describe('the viewer’s board', () => {
  it('is kept while a study runs on it, stays in the link, and comes back without the study’s runs', () => {
    putBoardAside();
    expect(readBoard().panes).toEqual([]);
    addPanes([{ subject: subject('studied'), layer: { depth: 1 } }]);
    wantRun(subject('studied'), [{ id: 'stem' }]);
    // Another picture: what was kept first stays kept.
    putBoardAside();
    addPanes([{ subject: subject('studied too'), layer: { depth: 1 } }]);
    expect(onBoard()).toEqual(['studied too']);
    expect(boardForLink()!.networks.map(({ model }) => model)).toEqual(['viewers']);
    takeBoardBack();
    expect(onBoard()).toEqual(['viewers']);
    expect(readBoard().panes).toHaveLength(1);
    // Nothing is kept any more.
    takeBoardBack();
    expect(onBoard()).toEqual(['viewers']);
  });

  it('can be left to the study’s runs, and taken back then', () => {
    putBoardAside();
    addPanes([{ subject: subject('studied'), layer: { depth: 1 } }]);
    keepStudyOnBoard();
    expect(boardForLink()!.networks.map(({ model }) => model)).toEqual(['studied']);
    takeBack();
    expect(onBoard()).toEqual(expect.arrayContaining(['viewers', 'studied']));
  });
});
