/** What the halo is about. */
export type Mood = 'resting' | 'searching' | 'voice' | 'quiet';

export type HaloColours = { readonly inner: string; readonly outer: string };

/** The disc in the middle, as a part of the canvas's width; the style sheet sizes the disc itself. */
const DISC = 0.29;
/** Room between the disc and the edge that a voice may fill. */
const REACH = 0.2;
const POINTS = 180;
/**
 * Most pixels across. Where no graphics processor helps, filling twice as many costs the time in which a call could be
 * set up.
 */
const SHARPEST = 400;
const LAYERS = [
  { alpha: 0.2, scale: 1, drift: 0.22, phase: 0 },
  { alpha: 0.28, scale: 0.68, drift: -0.31, phase: 2.1 },
  { alpha: 0.42, scale: 0.38, drift: 0.43, phase: 4.2 },
] as const;
/** How many waves each frequency band puts around the disc: low voices swell, high ones ripple. */
const WAVES = [2, 3, 5, 7, 11] as const;
/** Seconds that a ring takes from the disc to the edge while searching. */
const RING = 3.6;

/**
 * Draws what surrounds the disc: a breathing rim at rest, rings that go out while searching, and the
 * partner's voice in a call. Holds only what makes one frame follow another.
 */
export class Halo {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  /** Smoothed levels: up quickly, down slowly, as ears like it. */
  readonly #levels = new Float32Array(WAVES.length);
  #last = 0;

  constructor(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
    this.#canvas = canvas;
    this.#context = context;
  }

  /** One frame. `time` in seconds; `still` leaves out all motion but the size of the voice. */
  draw(mood: Mood, levels: Float32Array | null, colours: HaloColours, time: number, still: boolean): void {
    const context = this.#context;
    const size = this.#fit();
    const elapsed = Math.min(time - this.#last, 0.1);
    this.#last = time;
    for (let band = 0; band < this.#levels.length; band++) {
      const target = levels?.[band] ?? 0;
      const before = this.#levels[band] ?? 0;
      const rate = target > before ? 18 : 5;
      this.#levels[band] = before + (target - before) * Math.min(1, rate * elapsed);
    }

    context.clearRect(0, 0, size, size);
    const fill = context.createLinearGradient(0, 0, size, size);
    fill.addColorStop(0.15, colours.inner);
    fill.addColorStop(0.85, colours.outer);
    context.fillStyle = fill;
    context.strokeStyle = fill;
    if (mood === 'searching') this.#rings(size, still ? 1.7 : time);
    else for (const layer of LAYERS) this.#layer(layer, mood, size, still ? 0 : time, still);
    context.globalAlpha = 1;
  }

  #layer(layer: (typeof LAYERS)[number], mood: Mood, size: number, time: number, still: boolean): void {
    const context = this.#context;
    const breath = mood === 'quiet' ? 0.12 : 0.3 + 0.05 * Math.sin(time * 0.9 + layer.phase);
    const wobble = mood === 'quiet' ? 0.02 : 0.09;
    const loudness = this.#levels.reduce((sum, level) => sum + level, 0) / this.#levels.length;
    context.beginPath();
    for (let point = 0; point < POINTS; point++) {
      const angle = (point / POINTS) * 2 * Math.PI;
      let out = breath + wobble * Math.sin(3 * angle + time * layer.drift * 2 + layer.phase);
      out += 0.35 * loudness;
      for (let band = 0; band < WAVES.length && !still; band++) {
        const wave = Math.sin(
          (WAVES[band] ?? 0) * angle + time * (1 + band * 0.6) * Math.sign(layer.drift) + layer.phase,
        );
        out += (this.#levels[band] ?? 0) * wave * 0.16;
      }
      const radius = size * (DISC + REACH * layer.scale * Math.max(0, Math.min(1, out)));
      context.lineTo(size / 2 + radius * Math.cos(angle), size / 2 + radius * Math.sin(angle));
    }
    context.closePath();
    context.globalAlpha = layer.alpha;
    context.fill();
  }

  #rings(size: number, time: number): void {
    const context = this.#context;
    for (let ring = 0; ring < 3; ring++) {
      const age = (time / RING + ring / 3) % 1;
      const radius = size * (DISC + REACH * age);
      context.globalAlpha = 0.55 * (1 - age) * Math.min(1, age * 8);
      context.lineWidth = size * (0.012 - 0.008 * age);
      context.beginPath();
      context.arc(size / 2, size / 2, radius, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  /** Makes the canvas as sharp as something so soft needs to be; returns its width in its own pixels. */
  #fit(): number {
    const size = Math.min(Math.round(this.#canvas.clientWidth * devicePixelRatio), SHARPEST);
    if (this.#canvas.width !== size) {
      this.#canvas.width = size;
      this.#canvas.height = size;
    }
    return size;
  }
}
