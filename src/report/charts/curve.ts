import type { TopLevelSpec } from 'vega-lite';
import type { HeadroomCurve, Recommendation } from '../../core/recommendation.ts';
import type { RunResult } from '../../core/result.ts';
import { formatRatio } from '../../core/units.ts';
import { AXIS_WIDTH, config, HEIGHT, PALETTE, WIDTH } from './look.ts';
import { niceMax } from './frame.ts';
import type { PlotModel } from './plot-model.ts';
import type { RunChart } from './run-charts.ts';
import type { RunTable } from './run-tables.ts';

/** The headroom curve: loss over multiples of the load, by the model, with the measured trials as points; `null`: none. */
export function curveChart({ recommendation }: RunResult): RunChart | null {
  if (recommendation === null || recommendation.curve === null) return null;
  const nameOf = lineNames(recommendation);
  return {
    id: 'curve',
    title: 'Headroom: loss over multiples of the load (lines by the model, points measured)',
    plot: plotOf(recommendation.curve, nameOf),
    spec: curveSpec(recommendation.curve, recommendation.headroom, nameOf),
    table: curveTable(recommendation.curve, nameOf),
  };
}

function plotOf({ multiples, lines }: HeadroomCurve, nameOf: NameOf): PlotModel {
  const series = lines.map(({ name, lossRatios }) => ({
    name: nameOf(name),
    points: multiples.map((multiple, at): [number, number] => [multiple, 100 * (lossRatios[at] ?? 0)]),
  }));
  return {
    x: { scale: 'log', from: Math.min(...multiples), to: Math.max(...multiples), unit: '×' },
    yMax: yMaxOf(lines),
    unit: '% lost',
    series,
  };
}

/** The end of the vertical axis, in per cent. */
function yMaxOf(lines: HeadroomCurve['lines']): number {
  return niceMax(lines.flatMap(({ lossRatios }) => lossRatios.map((ratio) => 100 * ratio)));
}

const TICKS = [0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96];

type NameOf = (name: string) => string;

function lineNames({ current, kept }: Recommendation): NameOf {
  const names: Readonly<Record<string, string>> = {
    current: `${kept ? 'kept' : 'current'}: ${current?.label ?? ''}`,
    recommended: 'recommended',
    defaults: "Kubernetes' defaults",
    docsRule: "the documentation's rule",
  };
  return (name) => names[name] ?? name;
}

function curveSpec({ multiples, lines, measured }: HeadroomCurve, headroom: number, nameOf: NameOf): TopLevelSpec {
  const modelled = lines.flatMap(({ name, lossRatios }) =>
    multiples.map((multiple, at) => ({ multiple, percent: 100 * (lossRatios[at] ?? 0), settings: nameOf(name) })),
  );
  const points = measured.map(({ trialId, multiple, lossRatio, name }) => ({
    multiple,
    percent: 100 * lossRatio,
    settings: nameOf(name),
    trial: trialId,
  }));
  const position = {
    x: {
      field: 'multiple',
      type: 'quantitative',
      title: 'multiple of the load, logarithmic',
      scale: { type: 'log', nice: false },
      axis: { values: TICKS.filter((tick) => tick <= Math.max(...multiples)), format: '~g' },
    },
    y: {
      field: 'percent',
      type: 'quantitative',
      scale: { domainMin: 0, domainMax: yMaxOf(lines), nice: false },
      title: '% lost',
      axis: { tickCount: 5, minExtent: AXIS_WIDTH, maxExtent: AXIS_WIDTH },
    },
    color: {
      field: 'settings',
      type: 'nominal',
      sort: null,
      scale: { range: PALETTE },
      legend: { columns: 1, labelLimit: 0 },
    },
  } as const;
  // The figure has a name and a table; marks with names of their own would need a role each.
  return {
    width: WIDTH,
    height: HEIGHT,
    config,
    layer: [
      {
        data: { values: [{ multiple: 1 }, { multiple: headroom }] },
        mark: { type: 'rule', strokeDash: [2, 4], color: '#888', aria: false },
        encoding: { x: position.x },
      },
      {
        data: { values: modelled },
        mark: { type: 'line', tooltip: true, aria: false },
        encoding: {
          ...position,
          // Told apart without colour as well.
          strokeDash: { field: 'settings', type: 'nominal', sort: null },
          tooltip: [{ field: 'settings' }, { field: 'multiple' }, { field: 'percent', format: '.4~f' }],
        },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 70, opacity: 0.9, tooltip: true, aria: false },
        encoding: {
          ...position,
          tooltip: [
            { field: 'trial' },
            { field: 'settings' },
            { field: 'multiple' },
            { field: 'percent', format: '.4~f' },
          ],
        },
      },
    ],
  };
}

/** A row for each multiple, then one for each measured trial. */
function curveTable({ multiples, lines, measured }: HeadroomCurve, nameOf: NameOf): RunTable {
  return {
    head: ['load ×', ...lines.map(({ name }) => nameOf(name)), 'measured'],
    rows: [
      ...multiples.map((multiple, at) => [
        String(multiple),
        ...lines.map(({ lossRatios }) => formatRatio(lossRatios[at] ?? null)),
        '',
      ]),
      ...measured.map(({ trialId, multiple, lossRatio, name }) => [
        String(multiple),
        ...lines.map(() => ''),
        `${trialId} (${nameOf(name)}): ${formatRatio(lossRatio)}`,
      ]),
    ],
  };
}
