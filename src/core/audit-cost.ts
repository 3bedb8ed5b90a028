import { type Interval, intervalOf } from './interval.ts';
import type { RunResult, TrialResult } from './result.ts';
import { formatBytes, formatCount, formatMs } from './units.ts';

/** What auditing cost with the settings and the policy of a variant, over its trusted trials. */
export interface AuditCost {
  readonly variant: string;
  readonly isOff: boolean;
  readonly trials: number;
  readonly requestP50Ms: Interval | null;
  readonly requestP99Ms: Interval | null;
  /** CPU of the API servers for each answered request. */
  readonly cpuMsPerRequest: Interval | null;
  readonly memoryPeakBytes: Interval | null;
  readonly events: Interval | null;
  /** JSON of the events that arrived. */
  readonly eventBytes: Interval | null;
}

/** A table's worth of costs; `null`: the run compares no auditing with none, and no policies. */
export function auditCosts({ trials }: RunResult): readonly AuditCost[] | null {
  const own = trials.filter(({ role, error }) => role === 'variant' && error === null);
  const policies = new Set(own.map(({ load }) => load.policySha256));
  if (!own.some(({ settings }) => settings.mode === 'off') && policies.size < 2) return null;
  const variants = [...new Set(own.map(({ variant }) => variant))];
  return variants.map((variant) => {
    const all = own.filter((trial) => trial.variant === variant);
    return costOf(
      variant,
      all,
      all.filter(({ trusted }) => trusted),
    );
  });
}

function costOf(variant: string, all: readonly TrialResult[], trusted: readonly TrialResult[]): AuditCost {
  const over = (pick: (trial: TrialResult) => number | null): Interval | null =>
    intervalOf(trusted.flatMap((trial) => pick(trial) ?? []));
  return {
    variant,
    isOff: all[0]?.settings.mode === 'off',
    trials: trusted.length,
    requestP50Ms: over(({ requestLatencyMs }) => requestLatencyMs?.p50 ?? null),
    requestP99Ms: over(({ requestLatencyMs }) => requestLatencyMs?.p99 ?? null),
    cpuMsPerRequest: over(({ apiserver, requests }) =>
      apiserver.cpuSeconds === null || requests.answered === 0
        ? null
        : (apiserver.cpuSeconds * 1000) / requests.answered,
    ),
    memoryPeakBytes: over(({ apiserver }) => apiserver.memoryPeakBytes),
    events: over(({ events }) => events.generated),
    eventBytes: over(({ receiver }) =>
      Object.values(receiver.eventBytes).reduce((sum, { count, mean }) => sum + count * mean, 0),
    ),
  };
}

export interface CostTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know of the numbers. */
  readonly sentences: readonly string[];
}

/** For people: each value with its interval, and how far it is from auditing switched off (else from the first variant). */
export function costTable(result: RunResult): CostTable | null {
  const costs = auditCosts(result);
  if (costs === null) return null;
  const base = costs.find(({ isOff }) => isOff) ?? costs[0];
  const rows = costs.map((cost) => [
    cost.variant,
    shown(cost.requestP50Ms, base === cost ? null : (base?.requestP50Ms ?? null), formatMs),
    shown(cost.requestP99Ms, base === cost ? null : (base?.requestP99Ms ?? null), formatMs),
    shown(cost.cpuMsPerRequest, base === cost ? null : (base?.cpuMsPerRequest ?? null), formatMs),
    shown(cost.memoryPeakBytes, base === cost ? null : (base?.memoryPeakBytes ?? null), formatBytes),
    shown(cost.events, null, formatCount),
    shown(cost.eventBytes, null, formatBytes),
    String(cost.trials),
  ]);
  const single = costs.some(({ trials }) => trials === 1);
  const none = costs.filter(({ trials }) => trials === 0).map(({ variant }) => `"${variant}"`);
  return {
    head: ['auditing', 'request p50', 'request p99', 'CPU a request', 'peak memory', 'events', 'their JSON', 'trials'],
    rows,
    sentences: [
      `Behind ± the 95 % interval over the trusted trials, in brackets the difference from "${base?.variant ?? ''}"; where the intervals overlap it may be chance.`,
      ...(single ? ['Of a single trial no interval is known: set "repeat" to 3 or more.'] : []),
      ...(none.length > 0 ? [`No trial of ${none.join(', ')} can be trusted.`] : []),
      ...(result.cluster.emulated ? ['Emulated: the stand-in’s costs are not those of a kube-apiserver.'] : []),
    ],
  };
}

function shown(value: Interval | null, base: Interval | null, format: (value: number) => string): string {
  if (value === null) return '–';
  const spread = value.halfWidth === null ? '' : ` ± ${format(value.halfWidth)}`;
  const change = base === null || base.mean === 0 ? '' : ` (${signed(value.mean / base.mean - 1)})`;
  return `${format(value.mean)}${spread}${change}`;
}

function signed(ratio: number): string {
  const percent = Math.round(ratio * 100);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)} %`;
}
