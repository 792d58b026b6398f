import { useEffect, useId, useState } from 'react';
import { fedRange } from '../../core/modelChoices';
import type { LoadedModel } from '../../engine/protocol';
import { useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { fedSummary, modelTexts as texts, openQuestions } from '../../ui/textsModels';
import { EndsFields } from './EndsFields';
import { FedPrint } from './FedPrint';
import { InputFields } from './InputFields';
import { LabelsField } from './LabelsField';
import './models.css';

/** How a picture becomes what the network is fed, in one line; unfolded, to be changed. It unfolds where the files leave something open. */
export function PreparationCard() {
  const card = useApp((state) => state.model?.card ?? null);
  const loaded = useApp((state) => state.model?.loaded ?? null);
  const isChosen = useApp((state) => state.model?.choices !== undefined);
  const [isOpen, setOpen] = useState(false);
  const bodyId = useId();
  const sha256 = loaded?.sha256 ?? null;
  const asks = !isChosen && (loaded?.feeding?.questions.length ?? 0) > 0;
  /** Of each network once: closed by hand it stays closed. */
  const askingFor = asks ? sha256 : null;
  useEffect(() => {
    if (askingFor !== null) setOpen(true);
  }, [askingFor]);
  const { input } = card ?? {};
  const range = input && fedRange(input);
  return (
    <section className="preparation" data-testid="preparation" data-open={isOpen}>
      <h2 className="label">
        <button type="button" className="preparation-head" data-testid="preparation-toggle" aria-expanded={isOpen} aria-controls={bodyId} onClick={() => setOpen(!isOpen)}>
          {texts.fedTitle}
          <Icon name="chevron" />
        </button>
      </h2>
      <p className="preparation-summary" data-testid="preparation-summary">
        {input && range ? fedSummary(input.width, input.height, input.fit ?? 'crop', range.least, range.most, input.channelOrder ?? 'rgb') : '\u00a0'}
      </p>
      <div id={bodyId}>{isOpen && loaded?.feeding && <Body loaded={loaded} asks={asks} />}</div>
    </section>
  );
}

function Body({ loaded, asks }: { loaded: LoadedModel; asks: boolean }) {
  const feeding = loaded.feeding!;
  return (
    <div className="preparation-body" data-testid="preparation-body">
      <p className={`preparation-origin ${asks ? 'is-asking' : ''}`}>
        {asks && <>{openQuestions(feeding.questions)} </>}
        {feeding.origin}
      </p>
      <FedPrint />
      <EndsFields feeding={feeding} />
      <InputFields key={loaded.sha256} input={loaded.card.input} feeding={feeding} />
      <LabelsField feeding={feeding} />
    </div>
  );
}
