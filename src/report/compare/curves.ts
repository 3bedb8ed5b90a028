import { curveOf, type CurveLine } from '../charts/curve.ts';
import type { RunChart } from '../charts/run-charts.ts';
import type { RunResult } from '../../core/result.ts';
import type { Comparison } from './compare.ts';

/** The headroom curves of the recommended settings of both runs over each other; `null`: one of them has none. */
export function comparedCurves({ baseline, other }: Comparison): RunChart | null {
  const lines = [lineOf(baseline, 'baseline'), lineOf(other, 'other')].filter((line) => line !== null);
  if (lines.length < 2) return null;
  return curveOf('compared-curve', 'Headroom of the recommended settings, by the model', lines);
}

function lineOf({ recommendation }: RunResult, name: string): CurveLine | null {
  const curve = recommendation?.curve ?? null;
  const line = curve?.lines.find((each) => each.name === 'recommended') ?? curve?.lines[0];
  if (curve === null || line === undefined) return null;
  return {
    name,
    points: curve.multiples.map((multiple, at) => [multiple, 100 * (line.lossRatios[at] ?? 0)]),
  };
}
