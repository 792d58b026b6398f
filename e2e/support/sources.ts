/** A blank page of the development server, from which a spec can import the sources as modules. */
import type { Page } from '@playwright/test';

export async function openBlankPage(page: Page): Promise<void> {
  await page.goto(`${process.env.PIXELSIEVE_E2E_DEV}e2e/support/blank.html`);
}
