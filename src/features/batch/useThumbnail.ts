import { useEffect, useState } from 'react';

/** An address for an image that is held as a blob; one that is an address already stays as it is. */
export function useThumbnail(thumbnail: Blob | string): string | undefined {
  const [address, setAddress] = useState<string | undefined>(typeof thumbnail === 'string' ? thumbnail : undefined);
  useEffect(() => {
    if (typeof thumbnail === 'string') return setAddress(thumbnail);
    const made = URL.createObjectURL(thumbnail);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [thumbnail]);
  return address;
}
