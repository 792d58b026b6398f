/** What computes a study's runs, one after the other: the page in a browser, or a process with a GPU. */
export interface StudyRunner {
  /**
   * @param pairs of the link, without v and run
   * @returns the exported JSON
   * @throws Error that says what went wrong; the next run may be asked for all the same
   */
  run(pairs: Readonly<Record<string, string>>): Promise<string>;
  /** A run under way fails. */
  close(): Promise<void>;
}

export const LONGEST_RUN_MS = 3_600_000;
