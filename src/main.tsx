/** Wires the worker to the state and mounts the page. */
import '@fontsource-variable/inter/wght.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import './app/theme.css';
import './app/frame.css';
import './ui/controls.css';
import './features/features.css';
import './features/foreground/foreground.css';
import './features/images/images.css';
import './views/views.css';
import './app/access.css';
import { createEngineClient } from './engine/client';
import { boot } from './state/boot';
import { provideEngine } from './state/engineHandle';
import { followOffline } from './state/offline';

const base = new URL('.', document.baseURI).href;

provideEngine((backend) =>
  createEngineClient(() => new Worker(new URL('./engine/worker.ts', import.meta.url), { type: 'module' }), base, backend),
);
if (import.meta.env.PROD) followOffline();
// Before React: worker, network and picture need not wait for the first render.
boot();
createRoot(document.getElementById('root')!).render(<App />);
