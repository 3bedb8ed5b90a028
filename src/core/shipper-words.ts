import type { RunResult, ShipperResult, TrialResult } from './result.ts';
import { formatCount, formatMs } from './units.ts';

/** Of the trials with a shipper under test: what it made of the log. `null`: there was none. */
export interface ShipperTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly sentences: readonly string[];
}

export function shipperTable({ trials }: RunResult): ShipperTable | null {
  const tested = trials.flatMap((trial) =>
    trial.shipper === undefined || trial.error !== null ? [] : [{ trial, shipper: trial.shipper }],
  );
  if (tested.length === 0) return null;
  return {
    head: [
      'trial',
      'in the log',
      'shipped',
      'lost',
      'duplicated',
      'late',
      'lag p50',
      'lag p99',
      'files put aside',
      'restarts',
    ],
    rows: tested.map(({ trial, shipper }) => rowOf(trial, shipper)),
    sentences: tested.flatMap(({ trial: { id }, shipper }) => sentencesOf(shipper).map((text) => `${id}: ${text}`)),
  };
}

function rowOf({ id, log }: TrialResult, shipper: ShipperResult): readonly string[] {
  const { logged, shipped, lost, duplicated, late, lagMs, restarts } = shipper;
  return [
    id,
    ...[logged, shipped, lost, duplicated, late].map(formatCount),
    formatMs(lagMs?.p50 ?? null),
    formatMs(lagMs?.p99 ?? null),
    formatCount(log?.rotations ?? null),
    formatCount(restarts),
  ];
}

function sentencesOf({ place, lost, lostSample, late, lateAfterMs, withoutEvents, truncations }: ShipperResult) {
  const [first] = lostSample;
  return [
    ...(lost > 0 && first !== undefined
      ? [
          `the shipper lost ${formatCount(lost)} events, the first ${formatMs(first.atMs)} into the measurement (audit ID ${first.auditId}, ${first.stage})`,
        ]
      : []),
    ...(late > 0 ? [`${formatCount(late)} events came through later than ${formatMs(lateAfterMs)}`] : []),
    ...(truncations > 0
      ? [`${place} was cut to nothing ${formatCount(truncations)} times while it was written: what stood there is lost`]
      : []),
    ...(withoutEvents > 0 ? [`${formatCount(withoutEvents)} parts of ${place} hold no whole audit event`] : []),
  ];
}
