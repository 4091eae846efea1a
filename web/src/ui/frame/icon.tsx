const PATHS = {
  microphone: 'M12 15a4 4 0 0 0 4-4V6a4 4 0 0 0-8 0v5a4 4 0 0 0 4 4ZM5 11a7 7 0 0 0 14 0M12 18v3',
  muted:
    'M8 8V6a4 4 0 0 1 7.6-1.7M16 10v1c0 .4 0 .7-.1 1M5 11a7 7 0 0 0 11 5.7M19 11c0 1-.2 2-.6 2.8M12 18v3M4 4l16 16',
  next: 'M5 5.5v13l8-6.5ZM14 5.5v13l7-6.5Z',
  hangUp:
    'M3.5 15.5c-.8-.9-.8-2.2-.2-3.1C5.2 9.8 8.4 8.5 12 8.5s6.8 1.3 8.7 3.9c.6.9.6 2.2-.2 3.1l-.8.9c-.5.5-1.3.7-2 .4l-2.5-1.1c-.6-.3-1-.9-1-1.6v-1.2a11 11 0 0 0-4.4 0v1.2c0 .7-.4 1.3-1 1.6l-2.5 1.1c-.7.3-1.5.1-2-.4Z',
  listening: 'M9 4.5a9 9 0 0 0 0 15M15 4.5a9 9 0 0 1 0 15M12 11.9v.2',
  globe:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3.5 9.5h17M3.5 14.5h17M12 3c-5 5.5-5 12.5 0 18 5-5.5 5-12.5 0-18Z',
  again: 'M20 12a8 8 0 1 1-2.5-5.8M20 3v4.5h-4.5',
  close: 'M6 6l12 12M18 6 6 18',
  chat: 'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5Z',
  image:
    'M5.5 4h13A1.5 1.5 0 0 1 20 5.5v13a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-13A1.5 1.5 0 0 1 5.5 4ZM4 16l4.5-4.5 4 4 2.5-2.5 5 5M14.5 8.6v.2',
  send: 'M12 19.5v-15M5.5 11 12 4.5l6.5 6.5',
  chevron: 'M9 5l7 7-7 7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  shield: 'M12 3l7.5 2.5v6c0 4.5-3 7.9-7.5 9.5-4.5-1.6-7.5-5-7.5-9.5v-6Z',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5ZM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  sliders: 'M4 7h9M17 7h3M15 4.5v5M4 17h3M11 17h9M9 14.5v5',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing on a 24 × 24 grid, in the colour of the text. What it means is said beside it, in words. */
export function Icon(props: { readonly name: IconName; readonly class?: string }) {
  return (
    <svg class={`icon ${props.class ?? ''}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[props.name]} />
    </svg>
  );
}
