import type { TrialResult } from '../../core/result.ts';
import { ArrivalIndex } from './arrival-index.ts';
import { scaleArrivals } from './scale.ts';
import type { SearchInput } from '../search/search.ts';
import type { TrialEvidence } from '../strategy.ts';

/** What was measured of the load: arrivals at each API server, event sizes, the receiver's time. */
export interface LoadRecord {
  readonly events: number;
  readonly eventBytesMean: number;
  readonly eventBytesMax: number;
  readonly arrivals: SearchInput['arrivals'];
  readonly names: readonly string[];
}

/** The record of a trial, scaled to `multiple` of the scenario's load when the trial had another one. */
export function loadRecord(evidence: TrialEvidence, multiple: number): LoadRecord | null {
  const { result, arrivals } = evidence;
  if (arrivals === null) return null;
  const phases = result.phases.filter((phase) => phase.measure);
  const scaled = arrivals.map(({ instance, timesMs, timerStartMs }) => ({
    name: instance,
    timerStartMs,
    timesMs: scaleArrivals(timesMs, phases, multiple / result.load.multiple),
  }));
  const sizes = eventBytes(result.receiver.eventBytes);
  return {
    events: scaled.reduce((sum, { timesMs }) => sum + timesMs.length, 0),
    eventBytesMean: sizes.mean,
    eventBytesMax: sizes.max,
    arrivals: scaled.map(({ timesMs, timerStartMs }) => ({ index: new ArrivalIndex(timesMs), timerStartMs })),
    names: scaled.map(({ name }) => name),
  };
}

/** Mean events per second at an API server, under the load of 1.0, over the measured phases. */
export function meanPerSecond({ result, arrivals }: TrialEvidence): number {
  const endMs = Math.max(0, ...result.phases.filter(({ measure }) => measure).map((phase) => phase.endMs));
  const events = (arrivals ?? []).reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  const apiservers = Math.max(1, arrivals?.length ?? 1);
  return events / result.load.multiple / apiservers / Math.max(1, endMs / 1000);
}

function eventBytes(byStage: TrialResult['receiver']['eventBytes']): { mean: number; max: number } {
  const entries = Object.values(byStage);
  const count = entries.reduce((sum, entry) => sum + entry.count, 0);
  const bytes = entries.reduce((sum, entry) => sum + entry.count * entry.mean, 0);
  return { mean: count === 0 ? 0 : bytes / count, max: Math.max(0, ...entries.map(({ max }) => max)) };
}
