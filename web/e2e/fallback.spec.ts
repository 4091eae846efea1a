import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { button, connected, expect, heading, hears, Server, test } from './calln';
import { Coturn } from './coturn';
import { nearEnd, relayAlone } from './relayed';

const filter = (page: Page) => page.getByRole('button', { name: /^Meet/ });

/** Refuses the relay, in the sheet. */
async function directOnly(page: Page): Promise<void> {
  await filter(page).click();
  await page.getByRole('checkbox', { name: 'Direct calls only' }).check();
  await page.getByRole('button', { name: 'Done' }).click();
}

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

/** As in a network that lets nothing out but what goes to a TURN server. In the page, before its own code. */
function throughRelaysAlone() {
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, iceTransportPolicy: 'relay' });
    }

    override setConfiguration(configuration: RTCConfiguration): void {
      super.setConfiguration({ ...configuration, iceTransportPolicy: 'relay' });
    }
  };
}

test('p02 whoever refuses relays is not reached through one elsewhere that only the partner has, whoever came first', async ({
  callers,
}, testInfo) => {
  const coturn = await Coturn.start();
  const config = testInfo.outputPath('calln.toml');
  await writeFile(config, coturn.setting);
  const server = await Server.start('--config', config);
  const arrive = async (): Promise<Page> => callers.arrive({}, 'adult', server.url);
  const [shut, open] = [await arrive(), await arrive()];
  await shut.addInitScript(throughRelaysAlone);
  await shut.reload();

  // That relay is a way to somebody who doesn't refuse it.
  for (const page of [shut, open]) await button(page).click();
  for (const page of [shut, open]) await connected(page);
  expect((await shut.evaluate(nearEnd)).candidateType).toBe('relay');
  await shut.getByRole('button', { name: 'Hang up' }).click();
  await expect(button(open)).toBeVisible();
  await open.goto('about:blank');

  const refuses = await arrive();
  await directOnly(refuses);
  for (const [first, second] of [
    [refuses, shut],
    [shut, refuses],
  ] as const) {
    for (const page of [first, second]) {
      await button(page).click();
      if (page === first) await expect(heading(page)).toHaveText('Looking for somebody');
    }
    for (const page of [first, second]) await expect(page.getByText('The call didn’t connect')).toBeVisible();
    for (const page of [first, second]) await page.reload();
  }
  await server.stop();
  await coturn.stop();
});
