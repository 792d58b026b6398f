import { useMemo, useRef, useState } from 'react';
import { relativeDepth } from '../../core/relativeDepth';
import { knownLayersOf, networksAtHand, picturesForBoard, productCost, specsAtHand } from '../../state/board/atHand';
import { addPanes, MOST_PANES, useBoard } from '../../state/board/boardStore';
import { writeBoardView } from '../../state/board/boardView';
import { chosenSubject, knownWithTable } from '../../state/board/fromTable';
import { metricLabel } from '../../state/board/labels';
import type { Product } from '../../state/board/product';
import { productPanes } from '../../state/board/product';
import type { BoardSubject, LayerRef } from '../../state/board/subject';
import { boardSpecKey, layerRefKey, modelKey, pictureKey } from '../../state/board/subject';
import { useKeptModels } from '../../state/keptModels';
import { readApp, useApp } from '../../state/store';
import { useTray } from '../../state/tray';
import { Icon } from '../../ui/Icon';
import { texts } from '../../ui/texts';
import { boardTexts } from '../../ui/textsBoard';
import { duration } from '../../ui/textsRuns';
import { useModal } from '../../ui/useModal';
import { ChoiceList } from './ChoiceList';
import { PictureChoices } from './PictureChoices';

const DEPTHS = [0, 0.25, 0.5, 0.75, 1] as const;

interface Chosen {
  readonly layers: readonly string[];
  readonly networks: readonly string[];
  readonly pictures: readonly string[];
  readonly specs: readonly string[];
}

/** Three depths of the network on the table and of the next one, or of itself before it was damaged: one click is enough. */
function firstChoice(subject: BoardSubject): Chosen {
  const { variant } = subject.spec;
  const other = variant ? null : readApp().catalogue.find(({ id }) => id !== subject.model.link);
  return {
    layers: ['@0', '@0.5', '@1'],
    networks: [modelKey(subject.model), ...(other ? [modelKey({ link: other.id, choices: null, title: '', sha256: null })] : [])],
    pictures: [pictureKey(subject.picture)],
    specs: [subject.spec, ...(variant ? [{ ...subject.spec, variant: null }] : [])].map(boardSpecKey),
  };
}

const toggled = (keys: readonly string[], key: string) => (keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key]);

/** Layers by depth, and by name for the first network; among several networks a name stands for its relative depth. */
function useLayerChoices(product: Pick<Product, 'networks'>) {
  const table = useApp((state) => state.model);
  const runs = useBoard((board) => board.runs);
  const first = product.networks[0];
  const layers = first ? knownLayersOf(first, table, runs) : null;
  const isOne = product.networks.length === 1;
  const refs = new Map<string, LayerRef>(DEPTHS.map((depth) => [`@${depth}`, { depth }]));
  for (const { id } of layers ?? []) refs.set(`#${id}`, isOne ? { id } : { depth: Number(relativeDepth(layers!, id)!.toFixed(4)) });
  return { layers, first: first ?? null, isOne, refs };
}

/** "These layers by these networks": all that is chosen, combined with all. */
export function Builder() {
  const app = useApp();
  const subject = chosenSubject(app);
  return subject ? <OpenBuilder subject={subject} /> : null;
}

function OpenBuilder({ subject }: { subject: BoardSubject }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const kept = useKeptModels((state) => state.kept);
  const catalogue = useApp((state) => state.catalogue);
  const samples = useApp((state) => state.samples);
  const tray = useTray((state) => state.pictures);
  const runs = useBoard((board) => board.runs);
  const count = useBoard((board) => board.panes.length);
  const [chosen, setChosen] = useState<Chosen>(() => firstChoice(subject));
  useModal(dialog);
  const networks = useMemo(() => networksAtHand(subject, { catalogue }, kept, { runs }), [subject, catalogue, kept, runs]);
  const pictures = useMemo(() => picturesForBoard(subject, { samples }, tray, { runs }), [subject, samples, tray, runs]);
  const specs = specsAtHand(subject);
  const chosenNetworks = networks.filter((network) => chosen.networks.includes(modelKey(network)));
  const layerChoices = useLayerChoices({ networks: chosenNetworks });
  const layers = [...new Map([...layerChoices.refs].filter(([key]) => chosen.layers.includes(key)).map(([, ref]) => [layerRefKey(ref), ref])).values()];
  const product: Product = {
    networks: chosenNetworks,
    pictures: pictures.filter((picture) => chosen.pictures.includes(pictureKey(picture))),
    specs: specs.filter((spec) => chosen.specs.includes(boardSpecKey(spec))),
    layers,
  };
  const cost = productCost(product, knownWithTable(runs));
  const isTooMany = count + cost.maps > MOST_PANES;
  const close = () => writeBoardView({ isBuilding: false });
  const toggle = (part: keyof Chosen) => (key: string) => setChosen((before) => ({ ...before, [part]: toggled(before[part], key) }));
  const add = () => {
    addPanes(productPanes(product));
    close();
  };
  return (
    <dialog ref={dialog} className="builder" data-testid="builder" aria-label={boardTexts.buildTitle} onClose={close} onKeyDown={(event) => event.stopPropagation()} onClick={(event) => event.target === dialog.current && close()}>
      <form
        className="builder-body"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <header className="builder-head">
          <h2>{boardTexts.buildTitle}</h2>
          <button type="button" className="tool" aria-label={texts.close} onClick={close}>
            <Icon name="close" />
          </button>
          <p>{boardTexts.buildLine}</p>
        </header>
        <div className="builder-columns">
          <fieldset>
            <legend>{boardTexts.buildLayers}</legend>
            <ChoiceList testId="build-layer" items={DEPTHS.map((depth, i) => ({ key: `@${depth}`, title: boardTexts.depths[i]!, note: String(depth) }))} chosen={chosen.layers} onToggle={toggle('layers')} />
            {chosenNetworks.length > 1 && <p className="field-help">{boardTexts.matching}</p>}
            {layerChoices.layers && layerChoices.first && (
              <details>
                <summary>{boardTexts.byName(layerChoices.first.title)}</summary>
                {!layerChoices.isOne && <p className="field-help">{boardTexts.matchedLayers(layerChoices.first.title)}</p>}
                <ChoiceList
                  testId="build-layer"
                  items={layerChoices.layers.map(({ id, title, depth }) => ({ key: `#${id}`, title, note: String(depth) }))}
                  chosen={chosen.layers}
                  onToggle={toggle('layers')}
                />
              </details>
            )}
          </fieldset>
          <fieldset>
            <legend>{boardTexts.buildNetworks}</legend>
            <ChoiceList
              testId="build-network"
              items={networks.map((network) => ({ key: modelKey(network), id: network.link ?? network.sha256 ?? '', title: network.title, note: network.link === null ? boardTexts.ownNetwork : '' }))}
              chosen={chosen.networks}
              onToggle={toggle('networks')}
            />
          </fieldset>
          <fieldset>
            <legend>{boardTexts.buildPictures}</legend>
            <PictureChoices pictures={pictures} chosen={chosen.pictures} onToggle={toggle('pictures')} />
          </fieldset>
          <fieldset>
            <legend>{boardTexts.buildMetrics}</legend>
            <ChoiceList testId="build-metric" items={specs.map((spec) => ({ key: boardSpecKey(spec), id: spec.metric + (spec.variant || !subject.spec.variant ? '' : '-as-it-is'), title: metricLabel(spec) }))} chosen={chosen.specs} onToggle={toggle('specs')} />
          </fieldset>
        </div>
        <footer className="builder-foot">
          <p data-testid="build-count" aria-live="polite">
            <strong>{boardTexts.buildCount(product.layers.length, product.networks.length, product.pictures.length, product.specs.length, cost.maps)}</strong>
            <span>{cost.maps === 0 ? boardTexts.nothingChosen : isTooMany ? boardTexts.tooMany(MOST_PANES) : boardTexts.buildCost(cost.compute, cost.seconds === null ? null : duration(cost.seconds))}</span>
          </p>
          <button type="submit" className="action" data-testid="build-add" autoFocus disabled={cost.maps === 0 || isTooMany}>
            {boardTexts.addMaps(cost.maps)}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
