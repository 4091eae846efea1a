import { button, connected, expect, heading, hears, test } from './calln';
import { directOnly, filter, nearEnd, relayAlone } from './relayed';

test('p02 a pair without a direct way talks through the relay, and both are told', async ({ callers }) => {
  const pages = [await callers.arrive(), await callers.arrive()];
  for (const page of pages) {
    await page.addInitScript(relayAlone);
    await page.reload();
    await button(page).click();
  }
  for (const page of pages) {
    await connected(page);
    await hears(page);
    expect(await page.evaluate(nearEnd)).toMatchObject({ candidateType: 'relay' });
    await expect(page.getByText('Relayed', { exact: true })).toBeVisible();
  }
});

test('p02 a pair with a direct way takes it, and both are told', async ({ callers }) => {
  const pages = [await callers.arrive(), await callers.arrive()];
  for (const page of pages) await button(page).click();
  for (const page of pages) {
    await connected(page);
    await expect(page.getByText('Direct', { exact: true })).toBeVisible();
    expect((await page.evaluate(nearEnd)).candidateType).not.toBe('relay');
  }
});

test('p02 whoever refuses the relay is not reached through it: the call is missed, and both look on', async ({
  callers,
}) => {
  const [direct, other] = [await callers.arrive(), await callers.arrive()];
  for (const page of [direct, other]) {
    await page.addInitScript(relayAlone);
    await page.reload();
  }
  await directOnly(direct);
  // For the life of the tab.
  await direct.reload();
  await filter(direct).click();
  await expect(direct.getByRole('checkbox', { name: 'Direct calls only' })).toBeChecked();
  await direct.getByRole('button', { name: 'Done' }).click();
  for (const page of [direct, other]) await button(page).click();
  await expect(direct.getByText('The call didn’t connect')).toBeVisible({ timeout: 30_000 });
  await expect(heading(direct)).toHaveText('Looking for somebody');
  const gathered = await direct.evaluate(() =>
    window.connections.map((each) => each.localDescription?.sdp.includes(' typ relay')),
  );
  expect(gathered).not.toContain(true);
});
