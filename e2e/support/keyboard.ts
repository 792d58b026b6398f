/** Getting about the page without a pointer. */
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

const MOST_STEPS = 120;

/** Presses Tab until the focus is on the element with this test id, or in it. */
export async function tabTo(page: Page, testId: string): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    const isThere = await page.evaluate((id) => document.activeElement?.closest(`[data-testid="${id}"]`) != null, testId);
    if (isThere) return;
    await page.keyboard.press('Tab');
  }
  expect(null, `${testId} is not among the first ${MOST_STEPS} stops of the Tab key`).not.toBeNull();
}
