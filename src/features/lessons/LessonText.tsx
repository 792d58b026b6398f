import type { Paragraph, Piece } from '../../lessons/lesson';
import { builtInValue, writeMeasured } from '../../state/lessonValues';
import { useLesson } from '../../state/lessonStore';
import { useApp } from '../../state/store';
import { Quantity } from '../../ui/Quantity';
import { lessonTexts as texts } from '../../ui/textsLessons';

function useMeasured(name: string): string | null {
  const lesson = useLesson((state) => state.lesson);
  const page = useLesson((state) => state.page);
  const value = useLesson((state) => state.measured.get(name) ?? null);
  const units = useApp((state) => state.view.units);
  const builtIn = useApp((state) => builtInValue(name, state));
  if (builtIn !== null) return builtIn;
  return lesson && value !== null ? writeMeasured(lesson, page, name, value, units) : null;
}

/** A measured number, as this visit's runs have it. */
export function MeasuredValue({ name }: { name: string }) {
  const written = useMeasured(name);
  return written === null ? (
    <span className="lesson-missing" title={texts.notMeasuredTitle}>
      {texts.notMeasured}
    </span>
  ) : (
    <b className="lesson-value" data-testid={`measured-${name}`}>
      {written}
    </b>
  );
}

function PieceOfText({ piece }: { piece: Piece }) {
  switch (piece.kind) {
    case 'words':
      return piece.text;
    case 'emphasis':
      return <em>{piece.text}</em>;
    case 'value':
      return <MeasuredValue name={piece.measure} />;
    case 'quantity':
      return <Quantity name={piece.name}>{piece.text}</Quantity>;
    default: {
      const unknown: never = piece;
      throw new Error(`unknown piece of text ${JSON.stringify(unknown)}`);
    }
  }
}

export function LessonText({ paragraph }: { paragraph: Paragraph }) {
  return (
    <p>
      {paragraph.map((piece, i) => (
        <PieceOfText key={i} piece={piece} />
      ))}
    </p>
  );
}
