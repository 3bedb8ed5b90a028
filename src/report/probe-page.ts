import type { TopLevelSpec } from 'vega-lite';
import { PROBE_HEAD, probeRows, probeSentence, type ReceiverProbeResult } from '../core/receiver-probe.ts';
import { formatBytes, formatCount, formatMs, formatPerSecond } from '../core/units.ts';
import { COLOURS, config, HEIGHT, WIDTH } from './charts/look.ts';
import { compileChart, renderSvg } from './charts/render.ts';
import { type Html, html, raw } from './page/html.ts';
import { numbers, table } from './page/table.ts';
import { wholePage } from './page/whole-page.ts';

/** probe.html: how much a receiver takes, as curves and in numbers; no network, no script. */
export async function probePage(result: ReceiverProbeResult): Promise<string> {
  const { place, sustained, probedAt, batchEvents, bodyBytes } = result;
  const charts = await Promise.all(
    curves(result).map(async ([title, spec]) => {
      const svg = await renderSvg(compileChart(spec), title);
      return html`<figure><figcaption>${title}</figcaption>${raw(svg)}</figure>`;
    }),
  );
  const rows = probeRows(result);
  const body = html`<header>
<p class="badges"><span class="badge ${sustained === null ? 'miss' : 'pass'}">${sustained === null ? 'FAILS' : 'MEASURED'}</span></p>
<h1>How much ${place} takes</h1>
<p class="soft facts">probed ${probedAt.slice(0, 16).replace('T', ' ')} UTC, ${formatCount(batchEvents)} events in each POST (${formatBytes(bodyBytes)})</p>
<p class="verdict">${probeSentence(result)}</p>
${tilesOf(result)}
</header><main><div class="charts">${charts}</div><section><h2>Steps</h2>${table({ label: 'steps', columns: PROBE_HEAD.map(numbers), rows })}</section></main>`;
  return wholePage({ title: 'audit-bench: probe-receiver', body, script: '' });
}

function tilesOf({ sustained }: ReceiverProbeResult): Html | null {
  if (sustained === null) return null;
  const tiles: readonly (readonly [name: string, value: string])[] = [
    ['batches', formatPerSecond(sustained.batchesPerSecond)],
    ['events', formatPerSecond(sustained.eventsPerSecond)],
    ['at once', formatCount(sustained.concurrency)],
    ['p99', formatMs(sustained.p99Ms)],
  ];
  return html`<dl class="tiles">${tiles.map(([name, value]) => html`<div class="tile"><dt>${name}</dt><dd><b>${value}</b></dd></div>`)}</dl>`;
}

function curves({ steps, sustained }: ReceiverProbeResult): readonly (readonly [title: string, spec: TopLevelSpec])[] {
  const rates = steps.map(({ concurrency, batchesPerSecond, failed }) => ({
    concurrency,
    value: batchesPerSecond,
    series: failed > 0 ? 'some failed' : 'all taken',
  }));
  const times = steps.flatMap(({ concurrency, p50Ms, p99Ms }) => [
    { concurrency, value: p50Ms, series: 'p50' },
    { concurrency, value: p99Ms, series: 'p99' },
  ]);
  const marked = sustained === null ? [] : [{ concurrency: sustained.concurrency }];
  return [
    ['Batches per second over POSTs at once', curve(rates, 'batches/s', marked, [COLOURS.blue, COLOURS.vermilion])],
    ['Time to the answer over POSTs at once', curve(times, 'ms', marked, [COLOURS.green, COLOURS.orange])],
  ];
}

function curve(
  values: readonly { readonly concurrency: number; readonly value: number; readonly series: string }[],
  unit: string,
  marked: readonly { readonly concurrency: number }[],
  range: readonly string[],
): TopLevelSpec {
  const names = [...new Set(values.map(({ series }) => series))].toSorted();
  const x = {
    field: 'concurrency',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, base: 2 },
    axis: { values: [...new Set(values.map(({ concurrency }) => concurrency))], format: 'd', grid: false },
    title: 'at once',
  };
  return {
    width: WIDTH,
    height: HEIGHT,
    config,
    layer: [
      {
        data: { values: [...marked] },
        mark: { type: 'rule', color: 'currentColor', strokeDash: [4, 4], opacity: 0.5 },
        encoding: { x },
      },
      {
        data: { values: [...values] },
        mark: { type: 'line', point: true },
        encoding: {
          x,
          y: { field: 'value', type: 'quantitative', title: unit, scale: { zero: true } },
          color: { field: 'series', type: 'nominal', scale: { domain: names, range: range.slice(0, names.length) } },
        },
      },
    ],
  };
}
