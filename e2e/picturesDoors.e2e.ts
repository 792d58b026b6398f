/** The doors that pictures come in by: addresses, several files at once, the tray. */
import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { dropFiles, exportRun, expectMessage, expectStatus, openApp, paste } from './support/app';
import { expect, test } from './support/modelServer';
import { testPng } from './support/pictures';

async function openFinished(page: Page, model: string): Promise<void> {
  await openApp(page, { model, run: 1 });
  await expectStatus(page, 'done');
}

const onTable = (page: Page) => page.locator('.source-name').first();
const tray = (page: Page) => page.getByTestId('tray-picture');

async function fetchFrom(page: Page, address: string): Promise<void> {
  await page.getByTestId('pick-picture').click();
  await page.getByTestId('picture-address').fill(address);
  await page.getByTestId('fetch-picture').click();
}

interface SlowServer {
  readonly address: string;
  /** Sends the rest of what was asked for last. */
  finish(): void;
  /** Breaks it off. */
  breakOff(): void;
  close(): Promise<void>;
}

/** Sends half of the file and waits. */
async function startSlowServer(file: Buffer, headers: Record<string, string>): Promise<SlowServer> {
  let open: ServerResponse | null = null;
  const server: Server = createServer((_, response) => {
    open = response;
    response.writeHead(200, { 'Content-Type': 'image/png', 'Content-Length': String(file.length), ...headers });
    response.write(file.subarray(0, file.length / 2));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}/slow%20one.png`,
    finish: () => void open?.end(file.subarray(file.length / 2)),
    breakOff: () => void open?.destroy(),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

const LET_IN = { 'Access-Control-Allow-Origin': '*' };

test.describe('a picture by address', () => {
  test('is fetched from the field, laid on the table and into the tray, and is in the link', async ({ page, models }) => {
    await openFinished(page, models.link('tiny'));
    const server = await startSlowServer(testPng(40, 30), LET_IN);
    await fetchFrom(page, server.address);
    await expect(page.getByTestId('picture-fetch')).toContainText('slow one.png');
    const length = testPng(40, 30).length;
    await expect(page.getByTestId('picture-fetch-bytes')).toHaveText(`${Math.floor(length / 2)} B of ${length} B`);
    server.finish();
    await expect(onTable(page)).toHaveText('slow one.png');
    await expect(page.getByTestId('picture-fetch')).toHaveCount(0);
    await expect(tray(page)).toHaveCount(1);
    await expect(tray(page)).toHaveAttribute('aria-current', 'true');
    await expect.poll(() => page.evaluate(() => decodeURIComponent(location.hash))).toContain(`image=url:${server.address}`);
    await server.close();
  });

  test('is stopped, or breaks off, and nothing of it is kept', { tag: '@slow' }, async ({ page, models }) => {
    await openFinished(page, models.link('tiny'));
    const before = await exportRun(page);
    const server = await startSlowServer(testPng(40, 30), LET_IN);
    await fetchFrom(page, server.address);
    await page.getByTestId('picture-fetch-stop').click();
    await expect(page.getByTestId('picture-fetch')).toHaveCount(0);
    await expect(page.getByTestId('message')).toHaveCount(0);

    await fetchFrom(page, server.address);
    await expect(page.getByTestId('picture-fetch-bytes')).toContainText(' of ');
    server.breakOff();
    await expectMessage(page, /slow%20one\.png broke off after \d+ bytes of \d+; nothing of it was kept/);
    await expect(tray(page)).toHaveCount(0);
    expect((await exportRun(page)).layers).toEqual(before.layers);
    await server.close();
  });

  test('gives way to a picture that is chosen meanwhile', { tag: '@slow' }, async ({ page, models }) => {
    await openFinished(page, models.link('tiny'));
    const server = await startSlowServer(testPng(40, 30), LET_IN);
    await fetchFrom(page, server.address);
    await expect(page.getByTestId('picture-fetch')).toBeVisible();
    await dropFiles(page, [{ name: 'newer.png', bytes: testPng(20, 20) }]);
    await expect(onTable(page)).toHaveText('newer.png');
    await expect(page.getByTestId('picture-fetch')).toHaveCount(0);
    server.finish();
    await page.waitForTimeout(300);
    await expect(onTable(page)).toHaveText('newer.png');
    await server.close();
  });

  test('is refused in words: no CORS, not there, no picture, no address', async ({ page, models }) => {
    await openFinished(page, models.link('tiny'));
    const before = await exportRun(page);
    const closed = await startSlowServer(testPng(40, 30), {});
    const refusals: [string, RegExp][] = [
      [closed.address, /localhost:\d+ does not let other pages read its files.*CORS.*save it and drop the file/],
      [`${models.address}nowhere/cat.png`, /cat\.png.*no such file \(HTTP 404\)/],
      [`${models.address}tiny/model.json`, /model\.json.*text file/],
      ['javascript:alert(1)', /starts with https/],
    ];
    for (const [address, said] of refusals) {
      await fetchFrom(page, address);
      await expectMessage(page, said);
    }
    expect((await exportRun(page)).layers).toEqual(before.layers);
    await closed.close();
  });

  test('of GitHub is taken from where the file itself is', { tag: '@slow' }, async ({ page, models }) => {
    await openFinished(page, models.link('tiny'));
    const asked: string[] = [];
    await page.route('https://raw.githubusercontent.com/**', (route) => {
      asked.push(route.request().url());
      return route.fulfill({ body: testPng(16, 16), contentType: 'image/png', headers: LET_IN });
    });
    await fetchFrom(page, 'https://github.com/user/repo/blob/main/pictures/cat.png');
    await expect(onTable(page)).toHaveText('cat.png');
    expect(asked).toEqual(['https://raw.githubusercontent.com/user/repo/main/pictures/cat.png']);
  });
});

test.describe('several pictures at once', () => {
  const files = ['one', 'two', 'three'].map((name, i) => ({ name: `${name}.png`, bytes: testPng(20 + i, 30) }));
  const bad = { name: 'broken.png', bytes: testPng(64, 64).subarray(0, 90) };
  const notes = { name: 'notes.txt', bytes: Buffer.from('some words') };

  test('all go into the tray, the first onto the table; bad ones are refused by name and the rest stay', async ({ page, models }) => {
    await openFinished(page, models.link('tiny'));
    await dropFiles(page, [bad, files[0]!, notes, files[1]!, files[2]!]);
    await expect(tray(page)).toHaveCount(3);
    await expect(onTable(page)).toHaveText('one.png');
    await expectMessage(page, /“broken\.png” is cut off/);
    await expectMessage(page, /“notes\.txt” is a text file/);
    await expect.poll(async () => {
      await expectStatus(page, 'done');
      return (await exportRun(page)).image.name;
    }).toBe('one.png');
  });

  test('none of which is good changes nothing', { tag: '@slow' }, async ({ page, models }) => {
    await openFinished(page, models.link('tiny'));
    const before = await onTable(page).textContent();
    await dropFiles(page, [bad, { ...bad, name: 'also broken.png' }]);
    await expectMessage(page, /“broken\.png” is cut off/);
    await expectMessage(page, /“also broken\.png” is cut off/);
    await expect(tray(page)).toHaveCount(0);
    expect(await onTable(page).textContent()).toBe(before);
  });

  test('are gone along, laid on the table and taken out by keys', { tag: '@slow' }, async ({ page, models }) => {
    await openFinished(page, models.link('tiny'));
    await dropFiles(page, files);
    await expect(tray(page)).toHaveCount(3);
    await paste(page, { file: { name: 'pasted.png', type: 'image/png', bytes: testPng(11, 11) } });
    await expect(tray(page)).toHaveCount(4);
    await expect(tray(page).nth(3)).toHaveAccessibleName(/pasted\.png, 11 × 11, pasted/);
    await expect(tray(page).nth(3)).toHaveAttribute('aria-current', 'true');

    // One stop for Tab: the picture on the table.
    expect(await tray(page).evaluateAll((buttons) => buttons.map((button) => (button as HTMLElement).tabIndex))).toEqual([-1, -1, -1, 0]);
    await tray(page).nth(3).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect(tray(page).nth(1)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(onTable(page)).toHaveText('two.png');
    await page.keyboard.press('Delete');
    await expect(tray(page)).toHaveCount(3);
    await expect(page.getByTestId('tray-says')).toHaveText('two.png is out of the tray.');
    await expect(tray(page).nth(1)).toBeFocused();
    await expect(tray(page).nth(1)).toHaveAccessibleName(/three\.png/);
    // What is on the table stays there.
    await expect(onTable(page)).toHaveText('two.png');
  });

  test('are in the tray once, and leave it by pointer', { tag: '@slow' }, async ({ page, models }) => {
    await openFinished(page, models.link('tiny'));
    await dropFiles(page, files);
    await expect(tray(page)).toHaveCount(3);
    await dropFiles(page, [{ ...files[2]!, name: 'three again.png' }]);
    await expect(onTable(page)).toHaveText('three again.png');
    await expect(tray(page)).toHaveCount(3);
    await page.locator('.tray-list li').first().hover();
    await page.getByTestId('tray-remove').first().click();
    await expect(tray(page)).toHaveCount(2);
    await page.getByTestId('tray-empty').click();
    await expect(tray(page)).toHaveCount(0);
  });
});
