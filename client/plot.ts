import { PALETTE } from '../src/report/charts/look.ts';
import type { PlotModel } from '../src/report/charts/plot-model.ts';
import { drawTicks, hideAxis, type Window } from './ticks.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** Pixels of the pointer that are a drag and no slip of the hand. */
const LEAST_DRAG = 6;

/**
 * A drawn chart that answers: a line under the pointer with the value of every series there, in all charts of a trial at
 * once; a stretch that is dragged over fills the plot. Arrow keys move the line, Escape shows all again.
 */
export class Plot {
  readonly #chart: HTMLElement;
  readonly #model: PlotModel;
  /** Itself among them. */
  readonly #together: readonly Plot[];
  readonly #reading: HTMLOutputElement;
  readonly #unzoom: HTMLButtonElement;
  readonly #area: SVGGElement;
  readonly #cross: SVGGElement;
  readonly #size: { readonly width: number; readonly height: number };
  /** The id of the plot's own bounds. */
  readonly #clip: string;
  #window: Window;
  #at: number;
  #dragFrom: number | null = null;

  constructor(chart: HTMLElement, model: PlotModel, together: readonly Plot[]) {
    this.#chart = chart;
    this.#model = model;
    this.#together = together;
    this.#window = model.x;
    this.#at = model.x.from;
    this.#area = chart.querySelector('svg > g') as SVGGElement;
    this.#size = sizeOf(this.#area);
    this.#clip = clipTo(this.#area, this.#size);
    this.#cross = this.#area.appendChild(document.createElementNS(SVG, 'g'));
    this.#reading = this.#caption();
    this.#unzoom = this.#unzoomButton();
    chart.tabIndex = 0;
    chart.setAttribute('role', 'group');
    chart.setAttribute('aria-label', 'values: arrow keys; whole: Escape');
  }

  /** `null`: nothing is under the pointer. */
  show(x: number | null): void {
    if (x === null) {
      this.#cross.replaceChildren();
      this.#reading.replaceChildren();
      return;
    }
    this.#at = x;
    const { height } = this.#size;
    const values = this.#model.series.map(({ points }) => nearest(points, x));
    const across = this.#toPixel(x);
    const dots = values.map((point, at) =>
      point === null
        ? ''
        : `<circle cx="${this.#toPixel(point[0])}" cy="${height - (point[1] / this.#model.yMax) * height}" r="3.5" fill="${colourOf(at)}"/>`,
    );
    this.#cross.innerHTML = `<line x1="${across}" x2="${across}" y2="${height}" stroke="currentColor" stroke-dasharray="2 2"/>${dots.join('')}`;
    this.#read(x, values);
  }

  zoom(window: Window | null): void {
    this.#window = window ?? this.#model.x;
    this.#unzoom.hidden = window === null;
    const { width } = this.#size;
    const [start, end] = [this.#fromStart(this.#window.from), this.#fromStart(this.#window.to)];
    const scale = width / (end - start);
    for (const marks of this.#area.querySelectorAll<SVGElement>('.role-mark')) {
      marks.setAttribute('clip-path', `url(#${this.#clip})`);
      marks.classList.toggle('zoomed', window !== null);
      for (const part of marks.querySelectorAll<SVGElement>('path'))
        part.style.transform = window === null ? '' : `translateX(${-start * scale}px) scaleX(${scale})`;
    }
    hideAxis(this.#area, window !== null);
    drawTicks(this.#area, window === null ? null : this.#window, this.#size);
    this.show(null);
  }

  #read(x: number, values: readonly (readonly [number, number] | null)[]): void {
    const place = document.createElement('b');
    place.textContent = `${round(x)} ${this.#model.x.unit}`;
    const parts = values.flatMap((point, at) => {
      const key = document.createElement('span');
      key.className = 'key';
      key.style.background = colourOf(at);
      const { name } = this.#model.series[at] ?? { name: '' };
      return [key, `${name} ${point === null ? '–' : round(point[1])}`];
    });
    this.#reading.replaceChildren(place, ...parts, ` ${this.#model.unit}`);
  }

  /** From now on it answers. */
  listen(): void {
    const svg = this.#chart.querySelector('svg') as SVGSVGElement;
    svg.addEventListener('pointermove', (event) => {
      const x = this.#xAt(event);
      for (const plot of this.#all()) plot.show(x);
    });
    svg.addEventListener('pointerleave', () => {
      for (const plot of this.#all()) plot.show(null);
    });
    svg.addEventListener('pointerdown', (event) => {
      this.#dragFrom = event.pointerType === 'mouse' ? event.clientX : null;
      if (this.#dragFrom !== null) svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener('pointerup', (event) => this.#dropped(event));
    svg.addEventListener('dblclick', () => this.#zoomAll(null));
    this.#chart.addEventListener('keydown', (event) => this.#pressed(event));
  }

  #dropped(event: PointerEvent): void {
    const from = this.#dragFrom;
    this.#dragFrom = null;
    // A logarithm has no stretch that means the same everywhere.
    if (from === null || Math.abs(event.clientX - from) < LEAST_DRAG || this.#model.x.scale === 'log') return;
    const ends = [this.#xAtClient(from), this.#xAtClient(event.clientX)].sort((a, b) => a - b);
    this.#zoomAll({ from: ends[0] ?? 0, to: ends[1] ?? 0 });
  }

  #pressed(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (event.key === 'Escape') this.#zoomAll(null);
    if (step === 0) return;
    event.preventDefault();
    const pixel = Math.min(this.#size.width, Math.max(0, this.#toPixel(this.#at) + 4 * step));
    const x = this.#fromPixel(pixel);
    for (const plot of this.#all()) plot.show(x);
  }

  #zoomAll(window: Window | null): void {
    for (const plot of this.#all()) plot.zoom(window);
  }

  #all(): readonly Plot[] {
    return this.#together.length === 0 ? [this] : this.#together;
  }

  #xAt(event: PointerEvent): number {
    return this.#xAtClient(event.clientX);
  }

  #xAtClient(clientX: number): number {
    const matrix = this.#area.getScreenCTM();
    const pixel = matrix === null ? 0 : (clientX - matrix.e) / matrix.a;
    return this.#fromPixel(Math.min(this.#size.width, Math.max(0, pixel)));
  }

  #fromPixel(pixel: number): number {
    const { from, to } = this.#window;
    const share = pixel / this.#size.width;
    return this.#model.x.scale === 'log' ? from * (to / from) ** share : from + share * (to - from);
  }

  #toPixel(x: number): number {
    const { from, to } = this.#window;
    const share = this.#model.x.scale === 'log' ? Math.log(x / from) / Math.log(to / from) : (x - from) / (to - from);
    return Math.min(1, Math.max(0, share)) * this.#size.width;
  }

  /** Pixels from the left of the whole plot, as it was drawn. */
  #fromStart(x: number): number {
    const { from, to } = this.#model.x;
    return ((x - from) / (to - from)) * this.#size.width;
  }

  #caption(): HTMLOutputElement {
    const output = document.createElement('output');
    output.className = 'reading';
    this.#chart.before(output);
    return output;
  }

  #unzoomButton(): HTMLButtonElement {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'unzoom', hidden: true, textContent: 'whole' });
    button.addEventListener('click', () => this.#zoomAll(null));
    this.#chart.append(button);
    return button;
  }
}

/** The plot without its axes, in the units of the drawing. */
function sizeOf(area: SVGGElement): { readonly width: number; readonly height: number } {
  const [, width = '0', height = '0'] =
    /h(-?[\d.]+)v(-?[\d.]+)/.exec(area.querySelector('path.background')?.getAttribute('d') ?? '') ?? [];
  return { width: Number(width), height: Number(height) };
}

let clips = 0;

/** What is drawn beyond the plot is not shown. */
function clipTo(area: SVGGElement, { width, height }: { width: number; height: number }): string {
  clips += 1;
  const id = `plot-area-${clips}`;
  const clip = area.appendChild(document.createElementNS(SVG, 'clipPath'));
  clip.id = id;
  clip.innerHTML = `<rect x="0" y="-2" width="${width}" height="${height + 4}"/>`;
  return id;
}

function colourOf(index: number): string {
  return PALETTE[index % PALETTE.length] ?? 'currentColor';
}

function nearest(points: readonly (readonly [number, number])[], x: number): readonly [number, number] | null {
  let best: readonly [number, number] | null = null;
  for (const point of points) if (best === null || Math.abs(point[0] - x) < Math.abs(best[0] - x)) best = point;
  return best;
}

function round(value: number): string {
  return Number(value.toPrecision(4)).toLocaleString('en-US');
}
