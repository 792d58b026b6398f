import { chooseModel } from '../../state/models';
import { clearTopic, useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { Popover } from '../../ui/Popover';
import { texts } from '../../ui/texts';

/** `openFolder` shows the browser's folder picker. */
export function NetworkPicker({ openFolder }: { openFolder: () => void }) {
  const catalogue = useApp((state) => state.catalogue);
  const model = useApp((state) => state.model);
  const loading = useApp((state) => state.modelLoading);
  return (
    <Popover
      caption={texts.network}
      testId="pick-network"
      value={<span aria-busy={loading !== null}>{loading && model?.loaded ? loading : (model?.card.title ?? '–')}</span>}
    >
      {(close) => (
        <div className="list-panel">
          <ul>
            {catalogue.map((entry) => {
              const isCurrent = model?.link === entry.id;
              return (
                <li key={entry.id}>
                  <button
                    type="button"
                    className="list-item"
                    data-testid={`network-${entry.id}`}
                    aria-current={isCurrent}
                    onClick={() => {
                      close();
                      clearTopic('model');
                      if (!isCurrent) void chooseModel(entry.id);
                    }}
                  >
                    <span className="list-title">
                      {entry.title}
                      {isCurrent && <Icon name="check" />}
                    </span>
                    <small>{entry.summary}</small>
                  </button>
                </li>
              );
            })}
          </ul>
          <button
            type="button"
            className="list-item list-action"
            data-testid="open-model"
            onClick={() => {
              close();
              openFolder();
            }}
          >
            <span className="list-title">{texts.ownModel}</span>
            <small>{texts.ownModelHint}</small>
          </button>
        </div>
      )}
    </Popover>
  );
}
