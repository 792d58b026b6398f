/** As --type in theme.css: type grows with the screen. */
export function typeScale(screenWidth: number): number {
  return screenWidth >= 3200 ? 2.2 : screenWidth >= 2400 ? 1.5 : screenWidth >= 1700 ? 1.2 : 1;
}

/** Up to here the type of drawings grows within them, by their style sheet. */
const TYPE_WITHIN = 1.2;

/** How many times its usual size a drawing is shown on this screen, so that it can be read with the text around it. */
export function drawingScale(): number {
  return Math.max(1, typeScale(innerWidth) / TYPE_WITHIN);
}
