import type { TopLevelSpec } from 'vega-lite';
import type { HeadroomCurve, Recommendation } from '../../core/recommendation.ts';
import type { RunResult } from '../../core/result.ts';
import { formatRatio } from '../../core/units.ts';
import { niceMax } from './frame.ts';
import { AXIS_WIDTH, config, HEIGHT, PALETTE, WIDTH } from './look.ts';
import type { RunChart } from './run-charts.ts';
import type { RunTable } from './run-tables.ts';

/** Loss in per cent over multiples of the load. */
export interface CurveLine {
  readonly name: string;
  readonly points: readonly (readonly [multiple: number, percent: number])[];
}

interface MeasuredPoint {
  readonly settings: string;
  readonly trial: string;
  readonly multiple: number;
  readonly percent: number;
}

/** The headroom curve: loss over multiples of the load, by the model, with the measured trials as points; `null`: none. */
export function curveChart({ recommendation }: RunResult): RunChart | null {
  if (recommendation === null || recommendation.curve === null) return null;
  const { curve, headroom } = recommendation;
  const nameOf = lineNames(recommendation);
  const lines = curve.lines.map(
    ({ name, lossRatios }): CurveLine => ({
      name: nameOf(name),
      points: curve.multiples.map((multiple, at) => [multiple, 100 * (lossRatios[at] ?? 0)]),
    }),
  );
  const measured = curve.measured.map(({ trialId, multiple, lossRatio, name }) => ({
    settings: nameOf(name),
    trial: trialId,
    multiple,
    percent: 100 * lossRatio,
  }));
  return {
    ...curveOf(
      'curve',
      'Headroom: loss over multiples of the load (lines by the model, points measured)',
      lines,
      measured,
      [1, headroom],
    ),
    table: curveTable(curve, nameOf),
  };
}

/** `marked`: multiples that a rule shows. */
export function curveOf(
  id: string,
  title: string,
  lines: readonly CurveLine[],
  measured: readonly MeasuredPoint[] = [],
  marked: readonly number[] = [1],
): RunChart {
  const multiples = lines.flatMap(({ points }) => points.map(([multiple]) => multiple));
  const yMax = niceMax([
    ...lines.flatMap(({ points }) => points.map(([, percent]) => percent)),
    ...measured.map(({ percent }) => percent),
  ]);
  return {
    id,
    title,
    spec: curveSpec(lines, measured, marked, yMax),
    plot: {
      x: { scale: 'log', from: Math.min(...multiples), to: Math.max(...multiples), unit: '×' },
      yMax,
      unit: '% lost',
      series: lines,
    },
    table: {
      head: ['load ×', ...lines.map(({ name }) => name)],
      rows: (lines[0]?.points ?? []).map(([multiple], at) => [
        String(multiple),
        ...lines.map(({ points }) => formatRatio((points[at]?.[1] ?? 0) / 100)),
      ]),
    },
  };
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

function curveSpec(
  lines: readonly CurveLine[],
  measured: readonly MeasuredPoint[],
  marked: readonly number[],
  yMax: number,
): TopLevelSpec {
  const modelled = lines.flatMap(({ name, points }) =>
    points.map(([multiple, percent]) => ({ multiple, percent, settings: name })),
  );
  const largest = Math.max(...modelled.map(({ multiple }) => multiple));
  const position = {
    x: {
      field: 'multiple',
      type: 'quantitative',
      title: 'multiple of the load, logarithmic',
      scale: { type: 'log', nice: false },
      axis: { values: TICKS.filter((tick) => tick <= largest), format: '~g' },
    },
    y: {
      field: 'percent',
      type: 'quantitative',
      title: '% lost',
      scale: { domainMin: 0, domainMax: yMax, nice: false },
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
  return {
    width: WIDTH,
    height: HEIGHT,
    config,
    layer: [
      {
        data: { values: marked.map((multiple) => ({ multiple })) },
        mark: { type: 'rule', strokeDash: [2, 4], color: '#888' },
        encoding: { x: position.x },
      },
      {
        data: { values: modelled },
        mark: { type: 'line' },
        // Told apart without colour as well.
        encoding: { ...position, strokeDash: { field: 'settings', type: 'nominal', sort: null } },
      },
      {
        data: { values: [...measured] },
        mark: { type: 'point', filled: true, size: 70, opacity: 0.9 },
        encoding: { ...position, description: { field: 'trial' } },
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
