/** Line icons on a 16 × 16 field, in the colour of the text. */

const paths = {
  chevron: 'M4 6.5 8 10.5 12 6.5',
  close: 'M4 4 12 12M12 4 4 12',
  check: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  cross: 'M4.5 4.5 11.5 11.5M11.5 4.5 4.5 11.5',
  bar: 'M5.5 4V12M10.5 4V12',
  square: 'M4.5 4.5H11.5V11.5H4.5Z',
  infinity: 'M8 8C6.8 6.2 5.9 5.6 4.8 5.6A2.4 2.4 0 0 0 4.8 10.4C5.9 10.4 6.8 9.8 8 8C9.2 6.2 10.1 5.6 11.2 5.6A2.4 2.4 0 0 1 11.2 10.4C10.1 10.4 9.2 9.8 8 8',
  dots: 'M3.5 8H3.51M8 8H8.01M12.5 8H12.51',
  left: 'M10 3.5 5.5 8 10 12.5',
  right: 'M6 3.5 10.5 8 6 12.5',
  plus: 'M8 3.5V12.5M3.5 8H12.5',
  minus: 'M3.5 8H12.5',
  fit: 'M2.5 6V2.5H6M10 2.5H13.5V6M13.5 10V13.5H10M6 13.5H2.5V10',
  save: 'M8 2.5V10M4.8 7 8 10.2 11.2 7M3 13.2H13',
  clock: 'M8 1.8A6.2 6.2 0 1 1 8 14.2 6.2 6.2 0 0 1 8 1.8ZM8 4.6V8.2L10.6 9.7',
  pencil: 'M3 13 3.6 10.4 10.8 3.2A1.1 1.1 0 0 1 12.4 3.2L12.8 3.6A1.1 1.1 0 0 1 12.8 5.2L5.6 12.4ZM9.6 4.4 11.6 6.4',
  sliders: 'M2 5H9M12.5 5H14M2 11H3.5M7 11H14M9 3.2V6.8M12.5 3.2V6.8H9V3.2ZM3.5 9.2V12.8H7V9.2Z',
  screen: 'M2 3H14V11H2ZM8 11V13.5M5 13.5H11',
  sun: 'M8 5.2A2.8 2.8 0 1 1 8 10.8 2.8 2.8 0 0 1 8 5.2ZM8 1.5V3M8 13V14.5M1.5 8H3M13 8H14.5M3.4 3.4 4.5 4.5M11.5 11.5 12.6 12.6M12.6 3.4 11.5 4.5M4.5 11.5 3.4 12.6',
  moon: 'M13 9.6A5.6 5.6 0 1 1 6.4 3 4.6 4.6 0 0 0 13 9.6Z',
  alert: 'M8 2.2 14.6 13.5H1.4ZM8 6.6V9.6M8 11.6V11.61',
  grip: 'M6 4H6.01M10 4H10.01M6 8H6.01M10 8H10.01M6 12H6.01M10 12H10.01',
  pair: 'M2.5 3.5H13.5V12.5H2.5ZM8 1.5V14.5M5.6 6.6 4 8 5.6 9.4M10.4 6.6 12 8 10.4 9.4',
  scale: 'M2.5 6H13.5V10H2.5ZM5.2 10V12M8 10V12M10.8 10V12',
  copy: 'M5.5 5.5H13.5V13.5H5.5ZM10.5 5.5V2.5H2.5V10.5H5.5',
  swap: 'M2.5 5.5H12.5M10 3 12.5 5.5 10 8M13.5 10.5H3.5M6 8 3.5 10.5 6 13',
  panes: 'M2.5 3H7.2V13H2.5ZM8.8 3H13.5V13H8.8Z',
  info: 'M8 1.8A6.2 6.2 0 1 1 8 14.2 6.2 6.2 0 0 1 8 1.8ZM8 7.2V11.2M8 4.9V4.91',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg className={`icon ${className ?? ''}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
