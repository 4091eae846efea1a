import { writeFile } from 'node:fs/promises';
import { test as base, button, connected, expect, heading } from './calln';
import { Coturn } from './coturn';
import { directOnly, nearEnd } from './relayed';

const test = base.extend({
  /** The operator names a TURN server elsewhere. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from a pattern
  flags: async ({}, use, testInfo) => {
    const config = testInfo.outputPath('calln.toml');
    const coturn = await Coturn.start();
    await writeFile(config, coturn.setting);
    await use(['--config', config]);
    await coturn.stop();
  },
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
}) => {
  const [shut, open] = [await callers.arrive(), await callers.arrive()];
  await shut.addInitScript(throughRelaysAlone);
  await shut.reload();

  // That relay is a way to somebody who doesn't refuse it.
  for (const page of [shut, open]) await button(page).click();
  for (const page of [shut, open]) await connected(page);
  expect((await shut.evaluate(nearEnd)).candidateType).toBe('relay');
  await shut.getByRole('button', { name: 'Hang up' }).click();
  await expect(button(open)).toBeVisible();
  await open.goto('about:blank');

  const refuses = await callers.arrive();
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
});
