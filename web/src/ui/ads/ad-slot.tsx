import './ad-slot.css';
import type { Ads, AdSlot as Slot } from '../../wire';
import { m } from '../language/language-later';

/**
 * A place that the operator may fill. What is in it has an origin of its own that nothing else has: it reaches
 * neither this page nor its storage, microphone or server. Beside a call not even scripts run in it, and the frames
 * of the other screens leave the document with their screen, so that nothing can sound.
 */
export function AdSlot(props: { readonly slot: Slot; readonly ads: Ads; readonly consented: boolean }) {
  const personal = () => props.ads.personalised && props.consented;
  const popups = 'allow-popups allow-popups-to-escape-sandbox';
  return (
    <aside class="ad" aria-label={m().ad.label} data-slot={props.slot}>
      <p class="ad-label" aria-hidden="true">
        {m().ad.label}
      </p>
      <iframe
        title={m().ad.label}
        src={`/ad/${props.slot}?personal=${personal() ? 'yes' : 'no'}`}
        sandbox={props.slot === 'call' ? popups : `allow-scripts ${popups}`}
        allow="autoplay 'none'; microphone 'none'; camera 'none'; geolocation 'none'; fullscreen 'none'"
        referrerpolicy="no-referrer"
        loading="lazy"
      />
    </aside>
  );
}
