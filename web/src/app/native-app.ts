import type { Caller } from '../call/caller';
import type { CallKeeper } from '../call/return/kept-call';
import type { CallState } from '../call/state';
import { visitEvent } from '../site/visit-event';
import type { AppCommand, FromApp, SoundRoute } from '../wire';
import type { InApp } from './in-app';
import { pageState } from './page-state';
import { type AppPort, takePort, VERSION } from './port';

/** What the app's commands are carried out by. */
export type Commanded = Pick<Caller, 'hangUp' | 'hold' | 'leave' | 'mute' | 'next' | 'takeUp'>;

/** The page's side of the Android app: says where the caller stands, and does what the app's buttons ask for. */
export class NativeApp {
  readonly #caller: Commanded;
  readonly #keeper: CallKeeper;
  readonly #changed: (app: InApp) => void;
  #port: AppPort | undefined;
  #greeted = false;
  #state: CallState;
  #said = '';
  #privacyOptions = false;
  #routes: readonly SoundRoute[] = [];
  #chosen: string | null = null;

  /**
   * `changed` is told of what the page shows of the app, from the app's greeting on. The app has a copy of what `keeper`
   * keeps: its WebView's storage goes with its process.
   */
  constructor(
    window: Window,
    caller: Commanded,
    keeper: CallKeeper,
    state: CallState,
    changed: (app: InApp) => void,
  ) {
    this.#caller = caller;
    this.#keeper = keeper;
    keeper.listener = (call) => this.#tellKept(call);
    this.#changed = changed;
    this.#state = state;
    takePort(window, (port) => this.#take(port));
  }

  /** The call came to another state. `now` is of the clock that the states were made with. */
  call(before: CallState, after: CallState, now: number): void {
    this.#state = after;
    this.#tellState();
    const event = visitEvent(before, after, now);
    if (event !== undefined && this.#greeted) this.#port?.say({ type: 'visit', event });
  }

  #take(port: AppPort): void {
    this.#port?.close();
    this.#port = port;
    this.#greeted = false;
    this.#said = '';
    port.listen((message) => this.#hear(message));
    port.say({ type: 'ready', version: VERSION });
  }

  #hear(message: FromApp): void {
    if (message.type === 'hello') {
      if (message.version !== VERSION) return;
      this.#greeted = true;
      this.#privacyOptions = message.privacy_options;
      this.#port?.say({ type: 'visit', event: { name: 'page_view' } });
      this.#tellState();
      this.#takeUp(message.kept_call);
      this.#changed(this.#shown());
      return;
    }
    if (!this.#greeted) return;
    switch (message.type) {
      case 'privacy_options':
        this.#privacyOptions = message.offered;
        this.#changed(this.#shown());
        break;
      case 'routes':
        this.#routes = message.routes;
        this.#chosen = message.chosen;
        this.#changed(this.#shown());
        break;
      case 'command':
        this.#obey(message.command);
        break;
      case 'held':
        this.#caller.hold(message.held);
        break;
      case 'visible':
        break;
    }
  }

  /** Another object for each change, so that the page sees that there is one. */
  #shown(): InApp {
    return {
      routes: this.#routes,
      chosen: this.#chosen,
      showPrivacyOptions: this.#privacyOptions
        ? () => this.#port?.say({ type: 'show_privacy_options' })
        : undefined,
      chooseRoute: (route) => this.#port?.say({ type: 'choose_route', route }),
      showSettings: () => this.#port?.say({ type: 'show_app_settings' }),
    };
  }

  #tellState(): void {
    if (!this.#greeted) return;
    const state = pageState(this.#state);
    const text = JSON.stringify(state);
    if (text === this.#said) return;
    this.#said = text;
    this.#port?.say({ type: 'state', state });
  }

  #obey(command: AppCommand): void {
    switch (command) {
      case 'mute':
        this.#caller.mute(true);
        break;
      case 'unmute':
        this.#caller.mute(false);
        break;
      case 'hang_up':
        if (this.#state.at === 'talking') this.#caller.hangUp();
        else if (this.#state.at === 'looking') this.#caller.leave();
        break;
      case 'next':
        void this.#caller.next();
        break;
    }
  }

  /** What the app has kept brings the caller back into a call that ended with its process. */
  #takeUp(kept: string | undefined): void {
    if (kept !== undefined && this.#state.at === 'start' && this.#keeper.text === null) {
      this.#keeper.take(kept);
      void this.#caller.takeUp();
    } else this.#tellKept(this.#keeper.text);
  }

  #tellKept(call: string | null): void {
    if (this.#greeted) this.#port?.say({ type: 'keep_call', call });
  }
}
