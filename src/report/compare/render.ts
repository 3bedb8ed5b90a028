import { formatBytes, formatMs, formatRatio } from '../../core/units.ts';
import { markdownText } from '../markdown.ts';
import { type ComparedMetric, type Comparison, METRICS, type MetricName } from './compare.ts';
import type { OtherLoad } from './match.ts';

const FORMATS: Readonly<Record<MetricName, (value: number) => string>> = {
  lossRatio: formatRatio,
  deliveryLagP99Ms: formatMs,
  requestLatencyP99Ms: formatMs,
  memoryPeakBytes: formatBytes,
};

export const COMPARE_COLUMNS = [
  'trial',
  'runs',
  'metric',
  'baseline',
  'other',
  'change',
  '95 % interval',
  'difference',
] as const;

/** A row for each metric of each pair, for terminal, Markdown and page alike. */
export function compareRows({ pairs }: Comparison): readonly (readonly string[])[] {
  return pairs.flatMap(({ name, runs, metrics }) =>
    metrics.map((metric) => [
      name,
      `${runs.baseline} / ${runs.other}`,
      METRICS[metric.metric].title,
      FORMATS[metric.metric](metric.baseline),
      FORMATS[metric.metric](metric.other),
      change(metric),
      intervalText(metric),
      metric.difference,
    ]),
  );
}

function change({ baseline, other }: ComparedMetric): string {
  if (baseline === other) return '0 %';
  if (baseline === 0) return 'from 0';
  const percent = (100 * (other - baseline)) / baseline;
  return `${percent > 0 ? '+' : ''}${Number(percent.toPrecision(3))} %`;
}

function intervalText({ metric, interval }: ComparedMetric): string {
  if (interval === null) return 'too few repeats';
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${FORMATS[metric](Math.abs(value))}`;
  return `${signed(interval.low)} … ${signed(interval.high)}`;
}

export function compareMarkdown(comparison: Comparison): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;
  const list = (items: readonly string[]): readonly string[] => items.map((item) => `- ${markdownText(item)}`);
  return [
    `# ${markdownText(titleOf(comparison))}`,
    '',
    ...(comparison.warnings.length > 0 ? ['**Not like with like:**', '', ...list(comparison.warnings), ''] : []),
    row(COMPARE_COLUMNS),
    `| ${COMPARE_COLUMNS.map(() => '---').join(' | ')} |`,
    ...compareRows(comparison).map(row),
    '',
    ...(comparison.leftOut.length > 0 ? ['Left out:', '', ...list(comparison.leftOut), ''] : []),
    sentenceOf(comparison),
    '',
  ].join('\n');
}

export function titleOf({ baseline, other }: Comparison): string {
  return `${other.scenario.name} on ${other.cluster.name}, ${other.startedAt}, against ${baseline.scenario.name} on ${baseline.cluster.name}, ${baseline.startedAt}`;
}

/** The comparison in one sentence. */
export function sentenceOf({ pairs, regressions, warnings, otherLoad }: Comparison): string {
  if (pairs.length === 0) return `Nothing in common: ${nothingInCommon(otherLoad)}.`;
  const better = pairs.flatMap(({ metrics }) => metrics).filter(({ difference }) => difference === 'better').length;
  const careful = warnings.length > 0 ? ' The runs differ in more than the settings: read with care.' : '';
  if (regressions === 0 && better === 0) return `No difference seen in ${pairs.length} pairs of trials.${careful}`;
  return `${regressions} worse, ${better} better in ${pairs.length} pairs of trials.${careful}`;
}

/** Why no trial of one run has a partner in the other. */
export function nothingInCommon(otherLoad: OtherLoad | null): string {
  return otherLoad === null ? 'no trusted trials with the same settings and load' : `same settings, but ${otherLoad}`;
}
