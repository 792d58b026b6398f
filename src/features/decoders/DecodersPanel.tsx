import { useEffect, useRef } from 'react';
import { layersWithoutDecoder, surveyDecoders, useDecoders } from '../../state/decoders';
import { shownLayerIds } from '../../state/selectors';
import { useApp } from '../../state/store';
import { decoderTexts as texts } from '../../ui/textsDecoders';
import { DecoderRow } from './DecoderRow';
import { DecoderTraining } from './DecoderTraining';
import { KeptElsewhere } from './KeptElsewhere';
import './decoders.css';

/** Every layer of the network with its decoders, and the training of those that are missing. */
export function DecodersPanel() {
  const section = useRef<HTMLElement>(null);
  const loaded = useApp((state) => state.model?.loaded ?? null);
  const choice = useApp((state) => state.setup.layers);
  const fitted = useApp((state) => state.fitted);
  const { isTraining, isAskedFor, progress, kept } = useDecoders();
  const networkSha256 = loaded?.sha256 ?? null;
  useEffect(() => {
    // Every picture that comes to the table is one more at hand.
    if (networkSha256 !== null && fitted) void surveyDecoders();
  }, [networkSha256, fitted]);
  useEffect(() => {
    if (!isAskedFor) return;
    useDecoders.setState({ isAskedFor: false });
    section.current?.scrollIntoView();
    section.current?.focus();
  }, [isAskedFor]);
  const without = loaded ? layersWithoutDecoder(loaded.layers, shownLayerIds(loaded.layers, choice), loaded.decoders) : [];
  return (
    <section className="drawer-section decoders" data-testid="decoders" ref={section} tabIndex={-1} aria-label={texts.title}>
      <h3>{texts.title}</h3>
      <p className="field-help">{loaded ? texts.help : texts.noNetwork}</p>
      {loaded && <DecoderTraining networkSha256={loaded.sha256} layersWithout={without.length} />}
      {loaded && (
        <ul className="decoder-list">
          {loaded.layers.map((layer) => (
            <DecoderRow
              key={layer.id}
              layer={layer}
              networkSha256={loaded.sha256}
              decoders={loaded.decoders.filter(({ layerId }) => layerId === layer.id)}
              kept={kept.find((info) => info.networkSha256 === loaded.sha256 && info.layerId === layer.id) ?? null}
              progress={isTraining ? (progress.get(layer.id) ?? null) : null}
            />
          ))}
        </ul>
      )}
      <KeptElsewhere kept={kept.filter((info) => info.networkSha256 !== networkSha256)} />
    </section>
  );
}
