/** Texts of the page without a network, and of its newer versions. */
import { LEAST_VERSIONS } from '../core/browserSupport';
import { inLanguage } from '../core/language';
import { fixed } from '../core/writtenNumber';

const megabytes = (bytes: number) => fixed(bytes / 1e6, 1);

const english = {
  offlineTexts: {
    title: 'Without a network',
    ready: 'The page and its networks are kept in this browser: it opens without a network.',
    keeping: (bytes: number, allBytes: number) => `The page opens without a network. Of its networks and photographs, ${megabytes(bytes)} of ${megabytes(allBytes)} MB are kept so far.`,
    waiting: 'After the first run, the page and its networks are kept in this browser, so that it opens without a network.',
    none: 'This browser, or the server that the page came from, does not let the page be kept: it needs the network.',
    update: 'A newer version of this page is ready. It comes with the next visit, or now: the address keeps what is chosen, dropped pictures have to be dropped again.',
    updateTaken: 'A newer version of this page was opened in another window. Reload this one before going on to something new.',
    reload: 'Reload',
    threadsAfterReload: 'WebAssembly runs on one thread for now: the server does not send the headers that threads need. From the next visit on this page sends them to itself, and uses several.',
  },

  cannotRunTexts: {
    title: 'This browser cannot compute here',
    missing: (names: readonly string[]) => `This browser has no ${names.join(', no ')}, which the page cannot do without.`,
    which: `Chrome and Edge from ${LEAST_VERSIONS.chrome}, Firefox from ${LEAST_VERSIONS.firefox} and Safari from ${LEAST_VERSIONS.safari} can.`,
    recorded: (network: string, picture: string, date: string, backend: string) =>
      `What you see is a recording: ${network} on “${picture}”, computed on ${date} with ${backend}. The maps open large; nothing else can be computed.`,
    recordingMissing: (why: string) => `The recorded run could not be read (${why}). Open the page in another browser.`,
  },
};

export const { offlineTexts, cannotRunTexts } = inLanguage({ en: english });
