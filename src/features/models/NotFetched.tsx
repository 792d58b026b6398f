import { useEffect, useState } from 'react';
import type { CatalogueEntry } from '../../core/modelCard';
import { isNetworkFetched } from '../../state/fetchedNetworks';
import { notFetched } from '../../ui/textsFindings';

/** Says of a network that set-up could not fetch how it is had; nothing of any other. */
export function NotFetched({ entry }: { entry: CatalogueEntry }) {
  const [isThere, setThere] = useState(true);
  useEffect(() => {
    let isMounted = true;
    void isNetworkFetched(entry).then((answer) => isMounted && setThere(answer));
    return () => {
      isMounted = false;
    };
  }, [entry]);
  if (isThere || entry.remedy === undefined) return null;
  return <small data-testid={`not-fetched-${entry.id}`}>{notFetched(entry.remedy)}</small>;
}
