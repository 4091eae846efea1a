import { initializeAnalytics, logEvent, setAnalyticsCollectionEnabled } from 'firebase/analytics';
import { initializeApp } from 'firebase/app';
import type { FirebaseConfig } from '../wire';
import type { Analytics } from './analytics';

/**
 * Firebase Analytics, told of nothing but our events. What it would add by itself about the page is put in by hand,
 * because the page's title names the partner's country.
 */
export function openFirebase(config: FirebaseConfig): Analytics {
  const app = initializeApp({
    apiKey: config.api_key,
    appId: config.app_id,
    projectId: config.project_id,
    measurementId: config.measurement_id,
  });
  const analytics = initializeAnalytics(app, {
    config: {
      send_page_view: false,
      allow_google_signals: false,
      allow_ad_personalization_signals: false,
      page_title: 'Calln',
      page_location: `${location.origin}/`,
      page_referrer: '',
    },
  });
  return {
    told: ({ name, ...fields }) => logEvent(analytics, name as string, fields),
    stop: () => {
      setAnalyticsCollectionEnabled(analytics, false);
      for (const cookie of document.cookie.split('; ')) forget(cookie.split('=')[0] ?? '');
    },
  };
}

/** Google puts its cookies on the widest domain that takes them. */
function forget(cookie: string): void {
  if (!cookie.startsWith('_ga')) return;
  const labels = location.hostname.split('.');
  for (const at of labels.keys()) {
    const domain = labels.slice(at).join('.');
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API isn't everywhere yet
    document.cookie = `${cookie}=; Max-Age=0; Path=/; Domain=${domain}`;
  }
}
