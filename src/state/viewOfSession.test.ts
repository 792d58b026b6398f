import { describe, expect, it } from 'vitest';
import { sessionView, viewOfSession } from './viewOfSession';
import { DEFAULT_VIEW } from './viewSettings';

describe('the view in a session', () => {
  it('comes back as it was, without what is open just now', () => {
    const view = { ...DEFAULT_VIEW, quantity: 'relative', units: 'bits', scheme: 'cividis', opacity: 0.5, curve: 'knowledge', largeLayerId: 'x', drawerOpen: true } as const;
    const { theme: _theme, largeLayerId: _large, drawerOpen: _drawer, ...carried } = view;
    expect(viewOfSession(JSON.parse(JSON.stringify(sessionView(view))) as Record<string, unknown>)).toEqual(carried);
  });

  it('leaves out what is no value of its key, and keys of others', () => {
    expect(viewOfSession({ units: 'feet', opacity: 7, scheme: 'viridis', curve: null, later: 1, theme: 'dark' })).toEqual({ scheme: 'viridis' });
  });
});
