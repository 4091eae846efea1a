import { button, expect, heading, test } from './calln';

const question = (page: import('@playwright/test').Page) =>
  page.getByRole('dialog', { name: /18 or older\?/ });

test('p40 nobody calls, and no microphone is asked for, before they say that they are 18', async ({
  callers,
}) => {
  const page = await callers.arrive({}, 'unsaid');
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => {
      document.title = 'asked';
      return Promise.reject(new DOMException('', 'NotAllowedError'));
    };
  });
  await button(page).click();
  await expect(question(page)).toBeVisible();
  // A key that was meant for the button says nothing, and leads nowhere.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await expect(question(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question(page)).toBeHidden();
  expect(await page.title()).not.toBe('asked');
  expect(sockets).toEqual([]);
  await button(page).click();
  await page.getByRole('button', { name: 'I am 18 or older' }).click();
  await expect(heading(page)).toHaveText('Calln may not use your microphone');
});

test('p40 an answer lasts as long as the tab: of age for every call, under age for none', async ({
  callers,
}) => {
  const page = await callers.arrive({}, 'unsaid');
  await button(page).click();
  await page.getByRole('button', { name: 'I am 18 or older' }).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  await page.reload();
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');

  const another = await page.context().newPage();
  await another.goto(callers.server.url);
  await button(another).click();
  await another.getByRole('button', { name: 'I am under 18' }).click();
  await expect(heading(another)).toHaveText('Thank you for saying so');
  await another.reload();
  await expect(heading(another)).toHaveText('Thank you for saying so');
  await expect(button(another)).toBeHidden();
});
