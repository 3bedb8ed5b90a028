import type { ObjectiveName } from '../core/objectives.ts';
import type { ObjectiveOutcome, Quantiles, ShipperResult } from '../core/result.ts';
import type { Objective } from '../core/scenario.ts';

export interface Measured {
  readonly lossRatio: number | null;
  readonly missing: number | null;
  readonly deliveryLagMs: Quantiles | null;
  readonly requestLatencyMs: Quantiles | null;
  readonly memoryPeakBytes: number | null;
  readonly shipper: ShipperResult | null;
}

const ACTUAL: Readonly<Record<ObjectiveName, (measured: Measured) => number | null>> = {
  lossRatio: (measured) => measured.lossRatio,
  missing: (measured) => measured.missing,
  deliveryLagP99: (measured) => measured.deliveryLagMs?.p99 ?? null,
  requestLatencyP99: (measured) => measured.requestLatencyMs?.p99 ?? null,
  apiserverMemory: (measured) => measured.memoryPeakBytes,
  shipperLost: (measured) => measured.shipper?.lost ?? null,
  shipperLagP99: (measured) => measured.shipper?.lagMs?.p99 ?? null,
};

/** What was not measured never meets an objective. */
export function judgeObjectives(objectives: readonly Objective[], measured: Measured): readonly ObjectiveOutcome[] {
  return objectives.map(({ name, max }) => {
    const actual = ACTUAL[name](measured);
    return { name, max, actual, met: actual !== null && actual <= max };
  });
}
