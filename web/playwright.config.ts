import { defineConfig } from '@playwright/test';

/** Chromium with a microphone that beeps, and with calls allowed where only the loopback interface exists. */
const CHROMIUM = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--allow-loopback-in-peer-connection',
];

/** Where `cargo xtask` wants to read what became of each test. */
const REPORT = process.env.CALLN_TEST_REPORT;

export default defineConfig({
  testDir: 'e2e',
  // Far more than a test takes on a quiet machine.
  timeout: 150_000,
  expect: { timeout: 30_000 },
  fullyParallel: false,
  // One after the other: a test has two browsers' pages and a server, and its calls meet as callers' do only where the processors are
  // theirs.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: REPORT ? [['list'], ['json', { outputFile: REPORT }]] : [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: CHROMIUM },
    locale: 'en-GB',
  },
  projects: [
    { name: 'calls', testIgnore: 'screens.spec.ts' },
    { name: 'webkit', testDir: 'webkit', timeout: 180_000 },
    { name: 'screens', testMatch: 'screens.spec.ts' },
    { name: 'bench', testDir: 'bench', testMatch: '*.bench.ts' },
  ],
});
