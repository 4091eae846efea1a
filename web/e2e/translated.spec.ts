import type { Page } from '@playwright/test';
import { button, connected, established, expect, test } from './calln';

/**
 * As translators in browsers do, to be run in a page before its own code: each text node goes, and in its place come two
 * elements with the translation, here the same in capitals. What has `translate="no"` stays.
 */
function translate() {
  const kept = 'script, style, textarea, option, font, [translate="no"]';
  const wrap = (root: Node) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    if (root instanceof Text) found.push(root);
    while (texts.nextNode()) if (texts.currentNode instanceof Text) found.push(texts.currentNode);
    for (const text of found) {
      const parent = text.parentElement;
      if (parent === null || parent.closest(kept) !== null || text.data.trim() === '') continue;
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      inner.textContent = text.data.toUpperCase();
      outer.append(inner);
      text.replaceWith(outer);
    }
  };
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) for (const node of [target, ...addedNodes]) wrap(node);
  }).observe(document, { childList: true, characterData: true, subtree: true });
}

/** The seconds have begun to count. */
const COUNTS = /^(?!0:00$)\d+:\d\d$/;

/** The one who reads a translation. */
const said = (page: Page) => page.locator('.words');

test('a page that is translated goes on telling the truth, through a whole call', async ({ callers }) => {
  const [page, other] = [await callers.arrive(), await callers.arrive()];
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.addInitScript(translate);
  await page.reload();
  await page.getByRole('button', { name: 'TALK TO A STRANGER' }).click();
  await expect(said(page)).toContainText('NOBODY WHO FITS IS HERE YET');
  await button(other).click();
  await connected(other);

  // The clock runs, and stands by itself in no translator's hands.
  await expect(page.locator('.link-word')).toHaveText('CONNECTED');
  await expect(page.locator('.timer')).toHaveText(COUNTS);
  await expect(page.locator('.safety')).toHaveText((await other.locator('.safety').textContent()) ?? '');
  await expect(said(page)).not.toContainText('AGREEING', { ignoreCase: true });

  await page.locator('.control-mute').click();
  await expect(page.locator('.control-mute .control-label')).toHaveText('UNMUTE');
  await page.locator('.control-mute').click();
  await expect(page.locator('.control-mute .control-label')).toHaveText('MUTE');
  await other.getByRole('button', { name: 'Mute' }).click();
  await expect(page.locator('.away')).toContainText('MUTED');
  await other.getByRole('button', { name: 'Unmute' }).click();
  await expect(page.locator('.away')).toHaveText('');

  await page.getByRole('textbox').fill('hello');
  await page.getByRole('textbox').press('Enter');
  await expect(page.locator('.line .mark')).toHaveText('DELIVERED');
  await other.getByRole('textbox').fill('hello too');
  await expect(page.locator('.chat-hint')).toContainText('WRITING', { timeout: 15_000 });
  await other.getByRole('textbox').press('Enter');
  await expect(page.locator('.chat-hint')).toHaveText('');

  // The partner is away, and back.
  await established(other);
  await other.goto('about:blank');
  await expect(page.locator('.away')).toContainText('UNTIL THEN YOU DON’T HEAR EACH OTHER');
  await other.goBack();
  await expect(page.locator('.away')).toContainText('THE CALL WAS SET UP ANEW');
  await expect(page.locator('.link-word')).toHaveText('CONNECTED');

  await other.getByRole('button', { name: 'Hang up' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('THEY HUNG UP');
  await expect(page.getByRole('button', { name: 'NEXT CALLER' })).toBeVisible();

  // How it ended changes with what the caller says of it, beside how long it was.
  await expect(said(page).locator('.lead')).toHaveText(/^THAT WAS THIS CALL\. YOU TALKED FOR [^.]*\.$/);
  await page.getByRole('button', { name: 'REPORT' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'ONLY KEEP US APART FOR A DAY' }).click();
  await expect(sheet.getByRole('heading')).toHaveText('DONE');
  await sheet.getByRole('button', { name: 'DONE' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('YOU TWO ARE KEPT APART');
  await expect(said(page).locator('.lead')).toHaveText(/^THEY ARE NOT TOLD\. YOU TALKED FOR [^.]*\.$/);

  const third = await callers.arrive();
  await page.getByRole('button', { name: 'NEXT CALLER' }).click();
  await button(third).click();
  await connected(third);
  await expect(page.locator('.timer')).toHaveText(COUNTS);
  await page.locator('.control-end').click();
  await page.getByRole('button', { name: 'CALL THEM AGAIN' }).click();
  await expect(said(page)).toContainText('IF THEY WOULD LIKE THAT TOO');
  expect(errors).toEqual([]);
});
