import { useEffect } from 'react';
import { followBoard, restoreBatch, useBatch } from '../../state/batch/batchStore';
import { BatchBuilder } from './BatchBuilder';
import { BatchCurve } from './BatchCurve';
import { BatchHead } from './BatchHead';
import { BatchPictures } from './BatchPictures';
import { BatchTable } from './BatchTable';
import './batch.css';

// A batch goes on whatever the page shows.
followBoard();

/** Several pictures under one network: chosen, followed, and read as one curve. */
export function Batch() {
  const hasBatch = useBatch((state) => state.batch !== null);
  useEffect(() => void restoreBatch(), []);
  return (
    <main className="batch" data-testid="batch">
      {hasBatch ? (
        <>
          <BatchHead />
          <div className="batch-body">
            <BatchPictures />
            <div className="batch-result">
              <BatchCurve />
              <BatchTable />
            </div>
          </div>
        </>
      ) : (
        <BatchBuilder />
      )}
    </main>
  );
}
