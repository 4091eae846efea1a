import type { Page } from '@playwright/test';
import { button, type Callers, expect, heading, test } from './calln';
import { Middlebox } from './middlebox';

const DESKTOP = { viewport: { width: 1280, height: 800 } };

/** Two callers in a call who have agreed on keys. The content policy is off: a test may read what a page shows. */
async function pair(callers: Callers, url?: string): Promise<[Page, Page]> {
  const arrive = () => callers.arrive({ ...DESKTOP, bypassCSP: true }, 'adult', url);
  const [one, other] = [await arrive(), await arrive()];
  for (const page of [one, other]) await page.evaluate(countUrls);
  await button(one).click();
  await expect(heading(one)).toHaveText('Looking for somebody');
  await button(other).click();
  for (const page of [one, other])
    await expect(page.getByRole('button', { name: /^Safety words/ })).toBeVisible();
  return [one, other];
}

declare global {
  interface Window {
    /** Object URLs that are alive, put there by the test. */
    urls: Set<string>;
    /** How often something was decoded, counted by the test. */
    decoded: number;
  }
}

function countUrls() {
  window.urls = new Set();
  const create = URL.createObjectURL.bind(URL);
  const revoke = URL.revokeObjectURL.bind(URL);
  URL.createObjectURL = (blob) => {
    const url = create(blob);
    window.urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    window.urls.delete(url);
    revoke(url);
  };
}

/** A picture drawn by the page's browser, with a JPEG's EXIF that names a place. */
async function photo(page: Page, width: number, height: number, exif: Buffer): Promise<Buffer> {
  const plain = await page.evaluate(
    async ([width, height]) => {
      const canvas = new OffscreenCanvas(width, height);
      // Noise, which no format makes small: it takes more pieces than may be under way at once.
      const pixels = new ImageData(width, height);
      for (let at = 0; at < pixels.data.length; at += 1) pixels.data[at] = Math.random() * 256;
      canvas.getContext('2d')?.putImageData(pixels, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
      return Array.from(new Uint8Array(await blob.arrayBuffer()));
    },
    [width, height] as const,
  );
  const bytes = Buffer.from(plain);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), exif]);
  segment.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)]);
}

/** EXIF with one entry, a pointer to GPS data, and a text that a search finds. */
function gps(): Buffer {
  const head = Buffer.from(
    '457869660000' + '4d4d002a00000008' + '0001' + '8825000400000001' + '0000001a' + '00000000',
    'hex',
  );
  const place = Buffer.from('0001' + '0001000200000002' + '4e000000' + '00000000', 'hex');
  return Buffer.concat([head, place, Buffer.from('CANARY 48.8584N 2.2945E')]);
}

const pick = (page: Page, name: string, mimeType: string, buffer: Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });

/** Which of `traces` are in the bytes of what a page has sent, and how many bytes that are. */
const sent = (page: Page, traces: string[]) =>
  page.evaluate(async (traces) => {
    const image = document.querySelector<HTMLImageElement>('.picture img');
    if (image === null) throw new Error('no picture');
    const bytes = await (await fetch(image.src)).arrayBuffer();
    const text = new TextDecoder('latin1').decode(bytes);
    return { bytes: bytes.byteLength, found: traces.filter((trace) => text.includes(trace)) };
  }, traces);

/** What a page shows: its size and a hash of its pixels. */
const drawn = (page: Page) =>
  page.evaluate(async () => {
    const shown = document.querySelector<HTMLImageElement | HTMLCanvasElement>('.picture :is(img, canvas)');
    if (shown === null) throw new Error('no picture');
    const [width, height] =
      shown instanceof HTMLImageElement
        ? [shown.naturalWidth, shown.naturalHeight]
        : [shown.width, shown.height];
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context?.drawImage(shown, 0, 0);
    const pixels = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(pixels)));
    return { size: [width, height], hash: Array.from(hash).join() };
  });

test('p06 p07 a picture arrives pixel by pixel without its metadata, veiled, and is gone with the call', async ({
  callers,
}) => {
  const [one, other] = await pair(callers);
  const original = await photo(one, 1600, 800, gps());
  expect(original.includes('CANARY')).toBe(true);
  await pick(one, 'photo.jpg', 'image/jpeg', original);

  const veil = other.getByRole('button', { name: /Tap to see the picture/ });
  await expect(veil).toBeVisible();
  await expect(one.getByAltText('Your picture')).toBeVisible();
  const { bytes, found } = await sent(one, ['CANARY', 'Exif', 'EXIF']);
  expect(bytes).toBeGreaterThan(20_000);
  expect(found).toEqual([]);

  // Under the veil is a stamp, and no more than that has been decoded.
  await expect.poll(async () => (await drawn(other)).size).toEqual([48, 24]);

  // Blurred until tapped.
  const blur = () =>
    other.evaluate(() => getComputedStyle(document.querySelector('.picture canvas') as Element).filter);
  expect(await blur()).toContain('blur');
  await veil.click();
  await expect.poll(blur).toBe('none');
  await expect.poll(() => drawn(other)).toEqual(await drawn(one));
  expect((await drawn(other)).size).toEqual([1280, 640]);

  // Told as delivered; seen large by a tap, and blurred again only by the button that says so.
  await expect(one.locator('.picture .mark')).toHaveText('Delivered');
  await other.getByRole('button', { name: 'Enlarge' }).click();
  await expect(other.getByRole('dialog').getByRole('img')).toBeVisible();
  await other.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  expect(await blur()).toBe('none');
  await other.getByRole('button', { name: 'Blur it again' }).click();
  await expect.poll(blur).toContain('blur');
  await veil.click();

  // The other way too; and nothing offers to save it.
  await pick(other, 'back.png', 'image/png', await png(other));
  await expect(one.getByRole('button', { name: /Tap to see the picture/ })).toBeVisible();
  await expect(other.locator('.chat').getByRole('link')).toHaveCount(0);

  // A stranger's picture is drawn, and never has an address in the page.
  for (const page of [one, other]) expect(await page.evaluate(() => window.urls.size)).toBe(1);
  await one.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(other)).toHaveText('They hung up');
  for (const page of [one, other]) {
    expect(await page.evaluate(() => window.urls.size)).toBe(0);
    await expect(page.locator('.picture, .chat')).toHaveCount(0);
  }
});

test('p06 a picture can be reported where it stands, which ends the call and takes it away', async ({
  callers,
}) => {
  const [one, other] = await pair(callers);
  await pick(one, 'picture.png', 'image/png', await png(one));
  const picture = other.locator('.picture');
  await expect(picture.getByRole('button', { name: /Tap to see the picture/ })).toBeVisible();
  // One's own has nobody to report.
  await expect(one.locator('.picture').getByRole('button')).toHaveCount(0);
  await picture.getByRole('button', { name: 'Report' }).click();
  const sheet = other.getByRole('dialog');
  // It may be seen once more, or never have been: reporting doesn't lift the veil.
  await expect(picture.locator('[data-seen="false"]')).toBeAttached();
  await sheet.getByRole('button', { name: 'Unwanted sexual talk or images' }).click();
  await expect(heading(one)).toHaveText('They hung up');
  for (const page of [one, other]) {
    await expect(page.locator('.picture, .chat')).toHaveCount(0);
    expect(await page.evaluate(() => window.urls.size)).toBe(0);
  }
});

test('p05 on a slow line a word overtakes a picture', async ({ callers, server }) => {
  const middlebox = await Middlebox.start(() => server.port);
  const [one, other] = await pair(callers, middlebox.url);
  const original = await photo(one, 400, 300, gps());
  middlebox.rate = 8_000;
  await pick(one, 'photo.jpg', 'image/jpeg', original);
  const under_way = other.getByRole('progressbar');
  await expect(under_way).toBeVisible();
  await one.getByRole('textbox').fill('hello');
  await one.getByRole('textbox').press('Enter');
  await expect(other.locator('.bubble', { hasText: 'hello' })).toBeVisible({ timeout: 10_000 });
  await expect(under_way).toBeVisible();
  // And it arrives all the same, once the line is better.
  middlebox.rate = Number.POSITIVE_INFINITY;
  await expect(other.getByRole('button', { name: /Tap to see the picture/ })).toBeVisible();
  await middlebox.stop();
});

async function png(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(40, 40);
    canvas.getContext('2d')?.fillRect(5, 5, 20, 20);
    return Array.from(new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer()));
  });
  return Buffer.from(bytes);
}

const bombs = ['a PNG', 'an animation', 'a huge picture'] as const;

test('a bomb in the place of a picture is refused before anything decodes it', async ({ callers }) => {
  const [one, other] = await pair(callers);
  await other.evaluate(() => {
    const create = createImageBitmap;
    window.decoded = 0;
    window.createImageBitmap = (...input: unknown[]) => {
      window.decoded += 1;
      return Reflect.apply(create, window, input);
    };
  });
  for (const bomb of bombs) {
    // A hostile page: what it draws and compresses comes out as something else.
    await one.evaluate((bomb) => {
      HTMLCanvasElement.prototype.toBlob = (done) => {
        const webp = new Uint8Array(30 + 40_000);
        const view = new DataView(webp.buffer);
        const ascii = (at: number, text: string) => {
          for (const [i, char] of [...text].entries()) webp[at + i] = char.charCodeAt(0);
        };
        ascii(0, bomb === 'a PNG' ? '\x89PNG\r\n\x1a\n' : 'RIFF');
        view.setUint32(4, webp.length - 8, true);
        if (bomb !== 'a PNG') ascii(8, bomb === 'an animation' ? 'WEBPVP8X' : 'WEBPVP8L');
        view.setUint32(16, webp.length - 20, true);
        view.setUint32(20, bomb === 'an animation' ? 0x02 : 0xffff_ff2f, true);
        done(new Blob([webp], { type: 'image/webp' }));
      };
    }, bomb);
    await pick(one, 'bomb.png', 'image/png', await png(one));
    await expect(other.getByText('The picture was stopped.')).toHaveCount(bombs.indexOf(bomb) + 1);
    await expect(other.getByRole('button', { name: /Tap to see the picture/ })).toHaveCount(0);
  }
  expect(await other.evaluate(() => window.decoded)).toBe(0);
  await expect(heading(other)).toHaveText(/Somebody|Somewhere/);
});

test('what can’t be sent is told apart, and sent pictures can be stopped from either side', async ({
  callers,
}) => {
  const [one, other] = await pair(callers);
  const alert = one.getByRole('alert');
  await pick(one, 'notes.txt', 'text/plain', Buffer.from('text'));
  await expect(alert).toHaveText(/Only pictures/);
  await pick(one, 'drawing.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
  await expect(alert).toHaveText(/Only pictures/);
  await pick(one, 'broken.jpg', 'image/jpeg', Buffer.from('not a picture'));
  await expect(alert).toHaveText(/can’t be opened/);
  await pick(one, 'IMG_1.HEIC', '', Buffer.from('not readable'));
  await expect(alert).toHaveText(/HEIC/);

  // The receiver's acknowledgements wait until the test lets them go, so that the picture stays under way.
  for (const page of [one, other])
    await page.evaluate(() => {
      const decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
      let go: Promise<void> = Promise.resolve();
      let release = () => {};
      addEventListener('hold', () => {
        go = new Promise((resolve) => {
          release = resolve;
        });
      });
      addEventListener('go', () => release());
      crypto.subtle.decrypt = async (...input) => {
        if (input[2].byteLength > 16_000) await go;
        return decrypt(...input);
      };
    });
  const large = await photo(one, 900, 900, gps());
  await other.evaluate(() => dispatchEvent(new Event('hold')));
  await pick(one, 'photo.jpg', 'image/jpeg', large);
  await expect(one.getByText('Sending the picture')).toBeVisible();
  await expect(other.getByText('A picture is coming')).toBeVisible();
  await pick(one, 'photo.jpg', 'image/jpeg', large);
  await expect(alert).toHaveText(/One picture at a time/);
  await other.getByRole('button', { name: 'Stop' }).click();
  await expect(one.getByText('The picture was stopped.')).toBeVisible();
  await other.evaluate(() => dispatchEvent(new Event('go')));

  await pick(one, 'photo.jpg', 'image/jpeg', large);
  await expect(other.getByRole('button', { name: /Tap to see the picture/ })).toBeVisible();
  await other.evaluate(() => dispatchEvent(new Event('hold')));
  await pick(one, 'photo.jpg', 'image/jpeg', large);
  await one.getByRole('button', { name: 'Stop' }).click();
  await other.evaluate(() => dispatchEvent(new Event('go')));
  await expect(other.getByText('The picture was not sent to the end.')).toBeVisible();
});
