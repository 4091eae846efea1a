/** One caller's side of `cargo xtask field`, started inside the network of their home. Its end is that of its input. */

import { createInterface } from 'node:readline';
import { launch } from './browser.ts';
import { Caller } from './caller.ts';
import type { Order } from './orders.ts';

const [kind = '', program = '', origin = ''] = process.argv.slice(2);
const browser = await launch(kind, program, origin);
const caller = new Caller(browser, kind === 'chromium');
process.stdout.write('{}\n');
for await (const line of createInterface(process.stdin)) {
  const answer = await caller.obey(JSON.parse(line) as Order);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
