import { shareTrained, showDecoders, trainingSecondsLeft, useDecoders } from '../../state/decoders';
import type { LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { useApp } from '../../state/store';
import { decoderTexts as texts, trainingHeadline } from '../../ui/textsDecoders';

/** The layers of the shown run that had none, in one string: a re-render happens when they change. */
const selectMissing = ({ results }: LiveState) =>
  [...results.values()].filter(({ progress }) => progress.error?.code === 'decoder-missing').map(({ progress }) => progress.layerId).join('\n');

/** The way from layers that lack a decoder to where one is trained; how far training is, while it goes on. */
export function TrainDecodersButton() {
  const isTraining = useDecoders((state) => state.isTraining);
  const share = useDecoders(shareTrained);
  const secondsLeft = useDecoders(trainingSecondsLeft);
  const missing = useLive(selectMissing);
  const decoders = useApp((state) => state.model?.loaded?.decoders ?? null);
  const isRunning = useApp((state) => state.runStatus === 'running');
  const isLacking = missing.split('\n').some((id) => id !== '' && decoders?.every(({ layerId }) => layerId !== id));
  if (!isTraining && (isRunning || !isLacking)) return null;
  return (
    <button type="button" className="quiet-action" data-testid="train-decoders" onClick={showDecoders}>
      {isTraining ? trainingHeadline(share, secondsLeft) : texts.trainHere}
    </button>
  );
}
