import { placeInPicture, placeInSeen } from '../../records/picturePlace';
import type { RunRecord } from '../../records/runRecord';
import type { Pane } from '../../state/board/boardStore';
import { contentOf, readBoard, useBoard } from '../../state/board/boardStore';
import { readBoardView, useBoardView, writeBoardView } from '../../state/board/boardView';
import { labelsOf } from '../../state/board/labels';
import { paneDrawing, scaleGroupKey } from '../../state/board/paneReading';
import { mapReading } from '../../state/mapReading';
import { readApp } from '../../state/store';
import { boardTexts } from '../../ui/textsBoard';
import type { HeatmapOptions } from '../../views/heatmap';
import type { TwoUpOptions } from '../../views/twoUp';
import { createTwoUp } from '../../views/twoUp';
import { viewInSeen } from './linkedView';
import { useFactory } from './useFactory';

const WHOLE = { x: 0, y: 0, width: 1, height: 1 };

/** Where B's picture lies in A's frame: the same place over the same place where both see the same picture. */
export function frameOf(b: RunRecord | null, a: RunRecord | null): TwoUpOptions['frameOfB'] {
  if (!a || !b || a.picture.sha256 !== b.picture.sha256) return WHOLE;
  const corner = placeInSeen(a, placeInPicture(b, { x: 0, y: 0 }));
  const end = placeInSeen(a, placeInPicture(b, { x: 1, y: 1 }));
  return { x: corner.x, y: corner.y, width: end.x - corner.x, height: end.y - corner.y };
}

function drawing(pane: Pane): HeatmapOptions & { readonly record: RunRecord | null } {
  const content = contentOf(readBoard(), pane)!;
  const reading = mapReading(content.run.spec.metric, readApp().view);
  return { ...paneDrawing(pane, content, reading, readBoardView().domains.get(scaleGroupKey(content.run.spec.metric)) ?? null), record: content.run.record };
}

function optionsNow(a: Pane, b: Pane): TwoUpOptions | null {
  const board = readBoard();
  if (!contentOf(board, a) || !contentOf(board, b)) return null;
  const { sliderShare: share, zoom } = readBoardView();
  const [left, right] = [drawing(a), drawing(b)];
  return { a: left, b: right, frameOfB: frameOf(right.record, left.record), zoom: viewInSeen(left.record, zoom), share, label: boardTexts.divider, valueText: boardTexts.dividerValue(share) };
}

/** A at the left of the line, B at the right. */
export function SliderPart({ a, b }: { a: Pane; b: Pane }) {
  const content = useBoard((board) => contentOf(board, a)?.run.record?.picture.seen ?? null);
  const { host } = useFactory(
    (element) => createTwoUp(element, optionsNow(a, b)!, (sliderShare) => writeBoardView({ sliderShare })),
    () => optionsNow(a, b),
  );
  return (
    <div className="pair-body">
      <div className="pair-stage" ref={host} style={{ ['--aspect' as string]: content ? content.width / content.height : 1 }} />
      <SliderWords a={a} b={b} />
    </div>
  );
}

function SliderWords({ a, b }: { a: Pane; b: Pane }) {
  const runs = useBoard((board) => board.runs);
  const share = useBoardView((view) => view.sliderShare);
  return (
    <dl className="pair-words">
      {[a, b].map((pane, i) => {
        const content = contentOf({ runs }, pane);
        if (!content) return null;
        const { network, layer, picture, metric } = labelsOf(content, pane.layer);
        const isHidden = i === 0 ? share < 0.02 : share > 0.98;
        return (
          <div key={pane.id} className={isHidden ? 'is-hidden' : ''}>
            <dt>{i === 0 ? boardTexts.mapA : boardTexts.mapB}</dt>
            <dd>
              <strong>{network}</strong> {layer}
              <small>{`${picture} · ${metric}`}</small>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
