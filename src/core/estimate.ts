import type { ProviderName } from './cluster-spec.ts';
import { intendedCount } from './intended-times.ts';
import type { Phase, Scenario } from './scenario.ts';
import type { AuditSettings } from './settings.ts';
import { formatBytes, formatCount } from './units.ts';

/** What a run will cost, by its files alone. */
export interface Estimate {
  /** Trials that the scenario names, and the most that tuning and repeated doubts can make of them. */
  readonly trials: number;
  readonly trialsMost: number;
  /** All planned trials, one after another. */
  readonly durationMs: number;
  /** All requests of the planned trials. */
  readonly requests: number;
  /** Raw files of the planned trials. */
  readonly diskBytes: number;
  /** Of the runner, at its largest trial. */
  readonly memoryBytes: number;
}

/** Above these a run is refused unless `--large` says that it is meant. */
export const BOUNDS = {
  trials: 500,
  durationMs: 24 * 3_600_000,
  requests: 20_000_000,
  diskBytes: 10 * 2 ** 30,
  memoryBytes: 4 * 2 ** 30,
} as const satisfies Partial<Estimate>;

/** A matrix of more is a slip of the hand: so many trials are measured by nobody. */
export const MOST_VARIANTS = 10_000;

/**
 * Seen in one run on the embedded API server (1,500/s for 8 s, level Metadata): 186 bytes a record of a request, 151 of an
 * event, 172 MiB of memory in the runner.
 */
const REQUEST_BYTES = 190;
const EVENT_BYTES = 155;
const RUNNER_BYTES = 170 * 2 ** 20;
/** Assumed, not measured, on the side of too much: an estimate is there to refuse what cannot fit. */
const RUNNER_BYTES_PER_REQUEST = 250;
const BURST_PER_SECOND = 2000;
/** Restart, proof of the path, set-up, drain and analysis of a trial; start and end of a cluster. Assumed as well. */
const TRIAL_MS: Readonly<Record<string, number>> = { embedded: 5000, local: 8000, kind: 20_000 };
const CLUSTER_MS: Readonly<Record<string, number>> = { embedded: 1000, local: 8000, kind: 60_000 };
/** A trial in doubt is measured again, twice at most. */
const MOST_TRIES = 3;

/** What `validate` and `run` tell before anything is paid. */
export function estimate(scenario: Scenario, provider: ProviderName): Estimate {
  const { variants, repeat, tune, load } = scenario;
  const own = variants.length * repeat;
  // The calibration at 1; what is proved at headroom, and what is tried on the way, at most so many.
  const tuned = tune === null ? 0 : 1 + tune.repeat;
  const tunedMost = tune === null ? 0 : tune.maxTrials;
  const once = sumOf(load.phases, (phase) => intendedCount(phase, 1));
  const largest = tune === null ? once : once * tune.headroom;
  const requests = own * once + (tune === null ? 0 : once + tune.repeat * largest);
  const phasesMs = sumOf(load.phases, phaseMs);
  const settingsMs = sumOf(variants, ({ settings }) => refillMs(settings)) * repeat;
  const tunedMs = tune === null ? 0 : tuned * refillMs(tune.calibration);
  return {
    trials: own + tuned,
    trialsMost: own * MOST_TRIES + tunedMost,
    durationMs:
      (CLUSTER_MS[provider] ?? 0) + (own + tuned) * ((TRIAL_MS[provider] ?? 0) + phasesMs) + settingsMs + tunedMs,
    requests,
    diskBytes: requests * (REQUEST_BYTES + EVENT_BYTES),
    memoryBytes: RUNNER_BYTES + largest * RUNNER_BYTES_PER_REQUEST,
  };
}

/** `5 trials (at most 22), about 4 min, 12,000 requests, 4 MiB on disk, 180 MiB of memory` */
export function estimateSentence({
  trials,
  trialsMost,
  durationMs,
  requests,
  diskBytes,
  memoryBytes,
}: Estimate): string {
  return [
    `${formatCount(trials)} ${trials === 1 ? 'trial' : 'trials'} (at most ${formatCount(trialsMost)})`,
    `about ${formatAbout(durationMs)}`,
    `${formatCount(requests)} requests`,
    `${formatBytes(diskBytes)} on disk`,
    `${formatBytes(memoryBytes)} of memory`,
  ].join(', ');
}

/** What is above its bound, in words; none where all is within. */
export function aboveBounds(told: Estimate): readonly string[] {
  const checks: readonly (readonly [keyof typeof BOUNDS, (value: number) => string])[] = [
    ['trials', (value) => `${formatCount(value)} trials`],
    ['durationMs', formatAbout],
    ['requests', (value) => `${formatCount(value)} requests`],
    ['diskBytes', (value) => `${formatBytes(value)} on disk`],
    ['memoryBytes', (value) => `${formatBytes(value)} of memory`],
  ];
  return checks.flatMap(([key, show]) =>
    told[key] <= BOUNDS[key] ? [] : [`${show(told[key])}, at most ${show(BOUNDS[key])}`],
  );
}

/** A span of time for whoever plans his day: 40 s, 12 min, 3.5 h. */
export function formatAbout(durationMs: number): string {
  if (durationMs < 90_000) return `${Math.ceil(durationMs / 1000)} s`;
  if (durationMs < 5_400_000) return `${Math.round(durationMs / 60_000)} min`;
  return `${Number((durationMs / 3_600_000).toFixed(1))} h`;
}

function phaseMs(phase: Phase): number {
  return phase.kind === 'burst' ? (phase.requests * 1000) / BURST_PER_SECOND : phase.durationMs;
}

/** The token bucket fills again before each measurement, as long as its owner made it. */
function refillMs(settings: AuditSettings): number {
  if (settings.mode !== 'batch' || !settings.throttleEnabled) return 1000;
  return Math.max(1000, (settings.throttleBurst / settings.throttleQps) * 1000);
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
