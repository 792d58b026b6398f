/** The keys that the page answers to, for the list that `?` opens. */
import { inLanguage } from '../core/language';

export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly (readonly [key: string, deed: string])[];
}

const english = {
  keysTexts: {
    title: 'Keys',
    open: 'List of keys',
    single: 'Single keys (? and R)',
    skip: 'Skip to the maps',
    groups: [
      {
        title: 'Everywhere',
        keys: [
          ['Tab', 'to the next control, with Shift to the one before'],
          ['?', 'this list'],
          ['R', 'start, or run again'],
          ['Esc', 'close what is open; else cancel the run'],
        ],
      },
      {
        title: 'On what the network sees',
        keys: [
          ['Arrows', 'move the cross-hair by a pixel, with Shift by 8; the values there are read out'],
        ],
      },
      {
        title: 'On a map',
        keys: [
          ['Enter', 'show it large'],
          ['Arrows', 'move the cross-hair by a pixel, with Shift by 8'],
        ],
      },
      {
        title: 'In the large map',
        keys: [
          ['← →', 'the neighbouring layers'],
          ['+ − 0', 'zoom in, zoom out, the whole map'],
          ['Arrows on the map', 'move the cross-hair; the value there is read out'],
        ],
      },
      {
        title: 'On the board',
        keys: [
          ['Arrows on a pane', 'move the cross-hair of all panes'],
          ['+ − 0', 'zoom all panes, all of the picture'],
          ['← → on a handle', 'move the pane'],
        ],
      },
      {
        title: 'In the presenter view',
        keys: [
          ['← →', 'the neighbouring layers; so do Page Up and Page Down'],
          ['B, F, H', 'black, freeze, its own list of keys'],
        ],
      },
      {
        title: 'While cropping',
        keys: [
          ['Arrows', 'move the window, with Shift ten times as far'],
          ['+ − 0', 'larger, smaller, back to the middle'],
          ['Enter, Esc', 'done'],
        ],
      },
      {
        title: 'While marking a foreground',
        keys: [
          ['Arrows', 'move the pixel, with Shift by 8'],
          ['Space, Enter', 'set a corner, paint, or set a point of the lasso'],
          ['Ctrl Z', 'undo'],
        ],
      },
      {
        title: 'On a quantity with a dotted line',
        keys: [
          ['Tab, arrows', 'its formula with this run’s numbers; arrows go along those under a map'],
          ['Esc', 'close it'],
        ],
      },
      {
        title: 'In a lesson',
        keys: [
          ['Page Down', 'the answer, or the next page'],
          ['Page Up', 'the page before'],
          ['Arrows on the picture', 'move the place that is asked for, with Shift by 8; Enter marks it'],
          ['Arrows on a point', 'move the point of the curve, with Shift four times as far'],
        ],
      },
      {
        title: 'Presenting',
        keys: [
          ['← →, Page Up and Down', 'the neighbouring layers; with a lesson on, its pages'],
          ['↑ ↓', 'the neighbouring layers'],
          ['1 to 9', 'choose an answer'],
          ['W A S D', 'move the cross-hair'],
          ['F', 'freeze: what is shown stays while the run goes on'],
          ['B, full stop', 'black'],
          ['F5, H, Esc', 'full screen, these keys, leave'],
        ],
      },
      {
        title: 'In the tray',
        keys: [
          ['Arrows', 'go along the pictures'],
          ['Enter, Delete', 'lay one on the table, take it out'],
        ],
      },
    ] satisfies KeyGroup[] as readonly KeyGroup[],
  },
};

export const { keysTexts } = inLanguage({ en: english });
