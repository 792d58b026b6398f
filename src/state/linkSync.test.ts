import { describe, expect, it } from 'vitest';
import { formatLink } from '../link/link';
import { linkOfState } from './linkSync';
import type { AppState, TableModel, TablePicture } from './store';
import { INITIAL_STATE } from './store';

const card = { input: { width: 8, height: 8 } };
const opened = { name: 'sea.jpg', sha256: 'ab' };

const state: AppState = {
  ...INITIAL_STATE,
  catalogue: ['resnet20', 'vgg11'].map((id) => ({ id, title: id, summary: '', path: '' })),
  samples: ['bird', 'cat'].map((id) => ({ id, title: id, file: '', label: '', source: '' })),
  model: { link: 'resnet20', card } as TableModel,
  picture: { link: 'sample:bird', opened } as TablePicture,
};

describe('linkOfState', () => {
  it('says nothing of defaults', () => {
    expect(formatLink(linkOfState(state))).toBe('#v=1');
  });

  it('names what was chosen, starts what was started, and keeps unknown keys', () => {
    const chosen: AppState = {
      ...state,
      model: { link: 'vgg11', card } as TableModel,
      picture: { link: 'sample:cat', opened } as TablePicture,
      setup: { ...state.setup, layers: ['a', 'b'], budget: 5, noise: 'paper' },
      view: { ...state.view, scheme: 'cividis' },
      runStatus: 'done',
      linkRest: new Map([['lesson', '2']]),
    };
    expect(formatLink(linkOfState(chosen))).toBe('#v=1&model=vgg11&image=sample:cat&layers=a,b&budget=5&noise=paper&colours=cividis&run=1&lesson=2');
  });

  it('names a dropped picture, which it cannot carry', () => {
    const picture = { link: null, opened } as TablePicture;
    expect(linkOfState({ ...state, picture }).image).toBe('dropped:sea.jpg');
  });
});
