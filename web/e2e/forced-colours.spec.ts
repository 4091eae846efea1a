import type { Locator, Page } from '@playwright/test';
import { button, expect, talk, test } from './calln';

/** Every pixel of an element's picture that isn't the colour of the page itself, as a share of all. */
async function ink(element: Locator): Promise<number> {
  const picture = (await element.screenshot({ animations: 'disabled' })).toString('base64');
  return element.page().evaluate(async (source) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('no canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    pen.fillStyle = 'Canvas';
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    let inked = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] !== red || data[at + 1] !== green || data[at + 2] !== blue) inked += 1;
    }
    return inked / (canvas.width * canvas.height);
  }, picture);
}

/** How wide the line around an element is, in pixels. */
const line = (element: Locator) =>
  element.evaluate((it) => {
    const { borderTopWidth, outlineStyle, outlineWidth } = getComputedStyle(it);
    return (
      Number.parseFloat(borderTopWidth) + (outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth))
    );
  });

const arrive = { forcedColors: 'active' } as const;

test('in colours of the reader’s own choice, controls have edges, and what is chosen differs', async ({
  callers,
}) => {
  const page = await callers.arrive(arrive);
  for (const control of [button(page), page.getByRole('button', { name: /^Meet/ })]) {
    expect(await line(control)).toBeGreaterThan(0);
  }
  await focused(page, button(page));

  await page.getByRole('button', { name: /^Meet/ }).click();
  expect(await line(page.getByRole('dialog'))).toBeGreaterThan(0);
  const [anyone, only] = [page.getByText('Anyone', { exact: true }), page.getByText('Only these')];
  expect(await ink(anyone)).toBeGreaterThan(0.7);
  expect(await ink(only)).toBeLessThan(0.5);
  await page.getByRole('button', { name: 'Done' }).click();

  await page.getByRole('button', { name: 'Sound', exact: true }).click();
  const hold = page.getByRole('switch', { name: 'Hold to talk' });
  const off = await ink(hold);
  await hold.check();
  expect(await ink(hold)).toBeGreaterThan(off + 0.2);
  // The microphone beeps; the bar follows, and falls back.
  await page.getByRole('button', { name: 'Try the microphone' }).click();
  const meter = page.locator('.level-meter');
  await expect.poll(() => ink(meter)).toBeGreaterThan(0.3);
});

test('in a call so do the quality of the connection, one’s own voice and what is pressed', async ({
  callers,
}) => {
  const [page, other] = [await callers.arrive(arrive), await callers.arrive()];
  await talk(page, other);
  const mark = page.locator('.quality-mark');
  await expect(mark).toHaveAttribute('data-grade', 'good');
  const bars = await mark.locator('i').all();
  for (const bar of bars) expect(await ink(bar)).toBeGreaterThan(0.5);
  const mute = page.getByRole('button', { name: 'Mute' });
  const ring = mute.locator('.level-ring');
  await expect.poll(() => line(ring)).toBeGreaterThan(1);
  const face = mute.locator('.control-face');
  await mute.click();
  expect(await ink(face)).toBeGreaterThan(0.6);
  for (const control of await page.locator('.control-face').all()) {
    expect(await line(control)).toBeGreaterThan(0);
  }
});

/** A control that the keyboard reaches is marked so. */
async function focused(page: Page, control: Locator): Promise<void> {
  const before = await line(control);
  await control.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(control).toBeFocused();
  expect(await line(control)).toBeGreaterThanOrEqual(before + 3);
}
