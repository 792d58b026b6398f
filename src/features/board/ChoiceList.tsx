interface Choice {
  readonly key: string;
  /** For test ids; the key where absent. */
  readonly id?: string;
  readonly title: string;
  readonly note?: string;
}

interface ChoiceListProps {
  readonly items: readonly Choice[];
  readonly chosen: readonly string[];
  readonly onToggle: (key: string) => void;
  readonly testId: string;
}

/** Any number of a list. */
export function ChoiceList({ items, chosen, onToggle, testId }: ChoiceListProps) {
  return (
    <ul className="choices">
      {items.map(({ key, id = key, title, note }) => (
        <li key={key}>
          <label>
            <input type="checkbox" data-testid={`${testId}-${id}`} checked={chosen.includes(key)} onChange={() => onToggle(key)} />
            <span>{title}</span>
            <small>{note}</small>
          </label>
        </li>
      ))}
    </ul>
  );
}
