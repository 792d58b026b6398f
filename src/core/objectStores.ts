/** A database of this browser's IndexedDB, on the page and in workers. */

export interface ObjectStores {
  /** One transaction over all stores of the database, given in the order of their names; resolves with what was asked for once it is complete. */
  within<T>(mode: IDBTransactionMode, ask: (...stores: IDBObjectStore[]) => IDBRequest<T>): Promise<T>;
}

/** Opened at first use. Its promises reject where the browser allows no storage. */
export function objectStores(database: string, names: readonly string[], keyPath: string | string[]): ObjectStores {
  let opened: Promise<IDBDatabase> | null = null;
  const open = () => {
    opened ??= openDatabase(database, names, keyPath);
    // A refusal, in a private window say, may be lifted: ask again next time.
    opened.catch(() => (opened = null));
    return opened;
  };
  return {
    async within(mode, ask) {
      const transaction = (await open()).transaction([...names], mode);
      const asked = ask(...names.map((name) => transaction.objectStore(name)));
      return new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = () => reject(transaction.error ?? new Error('the browser aborted the storage transaction'));
        transaction.onerror = () => reject(transaction.error ?? asked.error ?? new Error('the browser refused to store'));
      });
    },
  };
}

function openDatabase(database: string, names: readonly string[], keyPath: string | string[]): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (!globalThis.indexedDB) return reject(new Error('this browser has no IndexedDB'));
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => {
      for (const name of names) request.result.createObjectStore(name, { keyPath });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser did not open its storage'));
  });
}
