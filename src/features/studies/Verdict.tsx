import type { ClaimVerdict } from '../../studies/claims';
import type { IconName } from '../../ui/Icon';
import { Icon } from '../../ui/Icon';

const ICONS: Readonly<Record<ClaimVerdict, IconName>> = { held: 'check', failed: 'cross', open: 'dots', unknown: 'minus' };

/** A verdict as a mark and a word: never by colour alone. */
export function Verdict({ verdict, words, testId }: { verdict: ClaimVerdict; words: string; testId?: string }) {
  return (
    <span className={`verdict is-${verdict}`} data-testid={testId} data-verdict={verdict}>
      <Icon name={ICONS[verdict]} />
      {words}
    </span>
  );
}
