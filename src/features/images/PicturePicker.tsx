import { chooseSample } from '../../state/pictures';
import { clearTopic, useApp } from '../../state/store';
import { Popover } from '../../ui/Popover';
import { texts } from '../../ui/texts';
import { OwnPictures } from './OwnPictures';

/** `openFile` shows the browser's file picker. */
export function PicturePicker({ openFile }: { openFile: () => void }) {
  const samples = useApp((state) => state.samples);
  const picture = useApp((state) => state.picture);
  return (
    <Popover caption={texts.picture} testId="pick-picture" value={<span className="choice-name">{picture?.opened.name ?? '–'}</span>}>
      {(close) => (
        <div className="samples-panel">
          <p className="label">{texts.samples}</p>
          <ul className="samples">
            {samples.map((sample) => (
              <li key={sample.id}>
                <button
                  type="button"
                  data-testid={`sample-${sample.id}`}
                  aria-current={picture?.link === `sample:${sample.id}`}
                  aria-label={`${sample.title}, ${sample.label}`}
                  title={`${sample.title} · ${sample.label}`}
                  onClick={() => {
                    close();
                    clearTopic('picture');
                    void chooseSample(sample);
                  }}
                >
                  <img src={`samples/${sample.file}`} alt="" width="52" height="52" />
                </button>
              </li>
            ))}
          </ul>
          <OwnPictures openFile={openFile} close={close} />
        </div>
      )}
    </Popover>
  );
}
