import puppeteer, { type Browser } from 'puppeteer-core';

/**
 * A browser with a microphone that is handed out unasked, and nothing that calls home. The page comes without TLS, and
 * the relay with a certificate that nobody knows.
 */
export function launch(kind: string, executablePath: string, origin: string): Promise<Browser> {
  return kind === 'firefox' ? firefox(executablePath, origin) : chromium(executablePath, origin);
}

function chromium(executablePath: string, origin: string): Promise<Browser> {
  return puppeteer.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--ignore-certificate-errors',
      `--unsafely-treat-insecure-origin-as-secure=${origin}`,
    ],
  });
}

function firefox(executablePath: string, origin: string): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: {
      'dom.securecontext.allowlist': new URL(origin).hostname,
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'media.devices.insecure.enabled': true,
      'media.getusermedia.insecure.enabled': true,
      'media.gmp-manager.updateEnabled': false,
      'app.update.enabled': false,
      'datareporting.policy.dataSubmissionEnabled': false,
      'toolkit.telemetry.enabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  });
}
