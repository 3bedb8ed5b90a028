import type { PlotModel } from '../src/report/charts/plot-model.ts';
import { Plot } from './plot.ts';

interface TrialData {
  readonly svgs: Readonly<Record<string, string>>;
  readonly plots: Readonly<Record<string, PlotModel>>;
}

/** Plots come alive when they come near the screen: a trial's all at once, for they share a crosshair. */
export function livePlots(): void {
  for (const chart of document.querySelectorAll<HTMLElement>('.chart[data-plot^="plot-"]')) {
    const text = document.getElementById(chart.dataset['plot'] ?? '')?.textContent ?? '';
    new Plot(chart, JSON.parse(text) as PlotModel, []).listen();
    live(chart);
  }
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        void liveTrial(target as HTMLElement);
      }
    },
    { rootMargin: '400px' },
  );
  // A folded trial has nothing on the screen but its summary until it is opened.
  for (const charts of document.querySelectorAll('.trial > .charts')) near.observe(charts);
}

async function liveTrial(charts: HTMLElement): Promise<void> {
  const packed = charts.parentElement?.querySelector('.trial-data')?.textContent ?? '';
  const { svgs, plots } = JSON.parse(await unpacked(packed)) as TrialData;
  const together: Plot[] = [];
  for (const figure of charts.querySelectorAll<HTMLElement>('figure[data-chart]')) {
    const name = figure.dataset['chart'] ?? '';
    const chart = figure.querySelector<HTMLElement>('.chart');
    const model = plots[name];
    if (chart === null || model === undefined) continue;
    const svg = svgs[name];
    if (svg !== undefined) chart.innerHTML = svg;
    const plot = new Plot(chart, model, together);
    together.push(plot);
    plot.listen();
    live(chart);
  }
}

function live(chart: HTMLElement): void {
  (chart.closest('figure') as HTMLElement).dataset['live'] = 'true';
}

async function unpacked(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
