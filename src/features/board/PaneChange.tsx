import { networksAtHand, picturesForBoard, specsAtHand } from '../../state/board/atHand';
import type { BoardRun, Pane } from '../../state/board/boardStore';
import { replacePane, useBoard } from '../../state/board/boardStore';
import { metricLabel } from '../../state/board/labels';
import type { BoardSubject } from '../../state/board/subject';
import { boardSpecKey, modelKey, pictureKey } from '../../state/board/subject';
import { useKeptModels } from '../../state/keptModels';
import { useApp } from '../../state/store';
import { useTray } from '../../state/tray';
import { boardTexts } from '../../ui/textsBoard';

interface ChoiceProps<Item> {
  readonly label: string;
  readonly testId: string;
  readonly items: readonly Item[];
  readonly chosen: string;
  readonly keyOf: (item: Item) => string;
  readonly titleOf: (item: Item) => string;
  readonly onChoose: (item: Item) => void;
}

function Choice<Item>({ label, testId, items, chosen, keyOf, titleOf, onChoose }: ChoiceProps<Item>) {
  return (
    <label className="pane-change">
      <span>{label}</span>
      <select data-testid={testId} value={chosen} onChange={(event) => onChoose(items.find((item) => keyOf(item) === event.target.value)!)}>
        {items.map((item) => (
          <option key={keyOf(item)} value={keyOf(item)}>
            {titleOf(item)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Another network, picture or metric in the pane's place; its layer stays, by relative depth in another network. */
export function PaneChange({ pane, run, number, depth }: { pane: Pane; run: BoardRun; number: number; depth: number | null }) {
  const catalogue = useApp((state) => state.catalogue);
  const samples = useApp((state) => state.samples);
  const kept = useKeptModels((state) => state.kept);
  const tray = useTray((state) => state.pictures);
  const runs = useBoard((board) => board.runs);
  const subject: BoardSubject = { model: run.model, picture: run.picture, spec: run.spec };
  const change = (part: Partial<BoardSubject>) => {
    // Another network has other layers: the same relative depth stands for the same layer.
    const layer = part.model && depth !== null ? { depth: Number(depth.toFixed(4)) } : pane.layer;
    replacePane(pane.id, { subject: { ...subject, ...part }, layer });
  };
  return (
    <div className="pane-changes">
      <Choice
        label={boardTexts.buildNetworks1} testId={`pane-network-${number}`} items={networksAtHand(subject, { catalogue }, kept, { runs })} chosen={modelKey(run.model)}
        keyOf={modelKey} titleOf={({ title }) => title} onChoose={(model) => change({ model })}
      />
      <Choice
        label={boardTexts.buildPictures1} testId={`pane-picture-${number}`} items={picturesForBoard(subject, { samples }, tray, { runs })} chosen={pictureKey(run.picture)}
        keyOf={pictureKey} titleOf={({ name }) => name} onChoose={(picture) => change({ picture })}
      />
      <Choice
        label={boardTexts.buildMetrics1} testId={`pane-metric-${number}`} items={specsAtHand(subject)} chosen={boardSpecKey(run.spec)}
        keyOf={boardSpecKey} titleOf={metricLabel} onChoose={(spec) => change({ spec })}
      />
    </div>
  );
}
