/** Texts of session files. */
import { inLanguage } from '../core/language';
import { bytesText } from './textsPictures';

const some = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

interface Counts {
  readonly pictures: number;
  readonly networks: number;
  readonly runs: number;
  readonly panes: number;
}

const contents = ({ pictures, networks, runs, panes }: Counts) =>
  [
    ...(pictures > 0 ? [some(pictures, 'picture', 'pictures')] : []),
    ...(networks > 0 ? [some(networks, 'network', 'networks')] : []),
    ...(runs > 0 ? [some(runs, 'run', 'runs')] : []),
    ...(panes > 0 ? [some(panes, 'pane', 'panes')] : []),
  ].join(', ') || 'the choices';

const english = {
  sessionTexts: {
    menu: 'Session…',
    menuNote: 'one file with pictures, choices and results',
    title: 'Save the session',
    help: 'One file that opens by drop, here or on another machine, and gives the same numbers again. It is written on this machine and sent nowhere.',
    pictures: (count: number, bytes: number) => `${some(count, 'picture', 'pictures')}, as they were dropped or fetched (${bytesText(bytes)})`,
    noPictures: 'No picture of your own: samples are named',
    runs: (count: number) => `${some(count, 'run', 'runs')} with all maps and numbers`,
    noRuns: 'No run yet: the choices',
    panes: (count: number) => `${some(count, 'pane', 'panes')} of the board`,
    lost: (names: readonly string[]) => `The file of ${names.map((name) => `“${name}”`).join(', ')} is no longer here; the session has what the network saw of it.`,
    withNetwork: (title: string, bytes: number) => `With the network ${title} (${bytesText(bytes)})`,
    withNetworks: (count: number, bytes: number) => `With ${count} networks of your own (${bytesText(bytes)})`,
    networksNote: 'Without it, whoever opens the session sees the maps and numbers, and needs the network to run anything anew.',
    save: 'Save',
    saving: 'Writing…',
    open: 'Open a file…',
    openNote: 'a session, an exported run, or a figure',
    linkCannot: 'A session file can: it has picture and network in it.',
    saveSession: 'Save a session…',
    trayFull: (name: string) => `The tray is full: “${name}” of the session is left out. Empty the tray and open the session again.`,
    networkNotKept: (title: string) => `The browser keeps no network just now, so that ${title} of the session is left out. Free some room, or leave the private window, and open it again.`,
    wholeLink: 'a link with a model and an image',
    opened: (name: string, counts: Counts) => `“${name}” is open: ${contents(counts)}.`,
  },
};

export const { sessionTexts } = inLanguage({ en: english });
