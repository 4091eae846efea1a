import { desktopConfig, type Result, startFlow } from 'lighthouse';
import puppeteer from 'puppeteer-core';
import { button, comeOfAge, test } from '../e2e/calln';

/** What each category ought to reach, of 100. */
const BUDGET = 95;

/** A microphone that beeps and is handed out unasked, calls over the loopback interface, and nothing that calls home. */
const CHROMIUM = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--allow-loopback-in-peer-connection',
];

test.describe.configure({ timeout: 300_000 });

for (const [device, config] of Object.entries({ phone: undefined, desktop: desktopConfig })) {
  test(`Lighthouse on a ${device}`, async ({ server, callers }) => {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    const browser = await puppeteer.launch({ executablePath, args: CHROMIUM });
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(comeOfAge);
    const flow = await startFlow(page, config && { config });
    await flow.navigate(server.url, { name: 'start' });

    const stranger = await callers.arrive();
    await button(stranger).click();
    await page.locator('.disc-button').click();
    await page.waitForSelector('[data-link=connected]');
    await flow.snapshot({ name: 'call' });

    const { steps } = await flow.createFlowResult();
    for (const { name, lhr } of steps) console.log(`\n${device}, ${name}: ${scores(lhr)}`, ...flaws(lhr));
    await browser.close();
  });
}

/** The score of each category; a snapshot has none for speed. */
function scores({ categories, gatherMode }: Result): string {
  return Object.values(categories)
    .filter(({ id }) => id !== 'performance' || gatherMode === 'navigation')
    .map(({ title, score }) => `${title} ${rated(score ?? 0)}`)
    .join(', ');
}

function rated(score: number): string {
  const points = Math.round(score * 100);
  return points < BUDGET ? `${points} (below ${BUDGET})` : `${points}`;
}

/** What could be better, a line each. */
function flaws({ audits }: Result): string[] {
  return Object.values(audits)
    .filter(({ score }) => score !== null && score < 0.9)
    .map(({ id, displayValue }) => `\n  ${id} ${displayValue ?? ''}`);
}
