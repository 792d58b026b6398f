/** Texts of the list of past runs. */
import { inLanguage } from '../core/language';
import { fixed, written } from '../core/writtenNumber';
import { bytesText } from './textsPictures';

const english = {
  historyTexts: {
    title: 'Past runs',
    help: 'Every run that ends is kept in this browser with all its maps. Opening one computes nothing.',
    empty: 'No run has ended yet in this browser. The next one is kept here.',
    open: (name: string) => `Show ${name} again`,
    rename: (name: string) => `Rename ${name}`,
    delete: (name: string) => `Delete ${name}`,
    nameLabel: 'Name of the run',
    namePlaceholder: 'A name keeps it longest',
    deleteAll: 'Delete all',
    deleteAllSure: (count: number) => (count === 1 ? 'Delete the one run?' : `Delete all ${count} runs?`),
    deleted: (count: number) => (count === 1 ? 'One run is deleted.' : `${count} runs are deleted.`),
    undo: 'Undo',
    keepAll: 'Keep them',
    size: (count: number, bytes: number) => `${count === 1 ? '1 run' : `${count} runs`}, ${bytesText(bytes)}`,
    bounds: (runs: number, bytes: number) => `At most ${runs} runs and ${bytesText(bytes)} are kept; then the oldest without a name go.`,
    layers: (count: number) => (count === 1 ? '1 layer' : `${count} layers`),
    budget: (c: number) => `c = ${written(c)}`,
    gain: (nats: number) => `gain ${fixed(nats, 2)} nats`,
    seed: (seed: number) => `seed ${seed}`,
    madeRoom: (count: number) => (count === 1 ? 'The oldest run without a name made room for the newest.' : `The ${count} oldest runs without a name made room for the newest.`),
    full: 'The last run is not kept: runs with a name take all the room. Delete some, or export them as JSON first.',
    quota: 'The last run is not kept: the browser gives this page no more room. Delete some runs, or export them as JSON first.',
    notKept: (why: string) => `The last run is not kept (${why}). It is on the table: export it as JSON to keep it.`,
    notChanged: (why: string) => `That could not be stored (${why}). Try again, or reload the page.`,
    unreadable: (why: string) => `This browser’s storage could not be read (${why}). In a private window runs are not kept.`,
    gone: 'This run is no longer there; another tab may have deleted it.',
  },
};

export const { historyTexts } = inLanguage({ en: english });
