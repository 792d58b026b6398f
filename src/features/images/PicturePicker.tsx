import { chooseSample } from '../../state/pictures';
import { clearTopic, useApp } from '../../state/store';
import { sampleGroups, wantsPhotographs } from '../../state/suitingSamples';
import { Popover } from '../../ui/Popover';
import { texts } from '../../ui/texts';
import { findingsTexts as photoTexts } from '../../ui/textsFindings';
import { OwnPictures } from './OwnPictures';

/** `openFile` shows the browser's file picker. */
export function PicturePicker({ openFile }: { openFile: () => void }) {
  const samples = useApp((state) => state.samples);
  const picture = useApp((state) => state.picture);
  const card = useApp((state) => state.model?.card ?? null);
  const { photographs, thumbnails } = sampleGroups(samples);
  const groups = [
    { title: photoTexts.photographs, samples: photographs, className: 'is-photographs' },
    { title: photoTexts.thumbnails, samples: thumbnails, className: '' },
  ];
  if (!card || !wantsPhotographs(card)) groups.reverse();
  return (
    <Popover caption={texts.picture} testId="pick-picture" value={<span className="choice-name">{picture?.opened.name ?? '–'}</span>}>
      {(close) => (
        <div className="samples-panel">
          {groups.map((group) => (
          <section className="sample-group" key={group.title}>
          <p className="label">{group.title}</p>
          <ul className={`samples ${group.className}`}>
            {group.samples.map((sample) => (
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
                  <img src={`samples/${sample.file}`} alt="" width="52" height="52" loading="lazy" />
                </button>
              </li>
            ))}
          </ul>
          </section>
          ))}
          <OwnPictures openFile={openFile} close={close} />
        </div>
      )}
    </Popover>
  );
}
