/** Read out, not seen. A modal dialog needs one of its own: while it is open, the rest of the page is silent. */
export function Said({ words, testId }: { words: string; testId: string }) {
  return (
    <p className="visually-hidden" role="status" aria-live="polite" data-testid={testId}>
      {words}
    </p>
  );
}
