import type { ArrivalRecord } from '../../core/arrivals.ts';
import { intendedTimes } from '../../core/intended-times.ts';
import { phaseSeed } from '../../core/poisson.ts';
import type { PhaseResult } from '../../core/result.ts';
import type { Phase, Scenario } from '../../core/scenario.ts';
import { evaluatePolicy, auditStages } from '../../pipeline/policy.ts';
import { requestShape } from '../../core/request-shape.ts';

/** JSON bytes of an event, measured on kube-apiserver v1.36.3 for a GET at level Metadata; bodies come on top. */
const METADATA_EVENT_BYTES = 730;

/** `run` without --seed sends the same arrivals. */
const SEED = 1;

/** Arrivals as a scenario plans them, for an answer without a cluster. */
export interface PlannedLoad {
  readonly arrivals: ArrivalRecord;
  readonly phases: readonly Pick<PhaseResult, 'kind' | 'startMs' | 'endMs'>[];
  readonly eventBytesMean: number;
  readonly eventBytesMax: number;
  /** True: a burst without assumeRate, whose requests all arrive at once. */
  readonly allAtOnce: boolean;
  /** L and the mean where they are not those of the phases: recorded arrivals are given by their busiest stretches. */
  readonly rates?: { readonly sustainedPerSecond: number; readonly meanPerSecond: number };
}

/** `apiservers`: the load is spread evenly over so many. */
export function plannedLoad(scenario: Scenario, apiservers: number): PlannedLoad {
  const { perRequest, bytesMean, bytesMax } = eventsPerRequest(scenario);
  const times: number[] = [];
  const phases: { kind: Phase['kind']; startMs: number; endMs: number }[] = [];
  let atMs = 0;
  let allAtOnce = false;
  for (const [at, phase] of scenario.load.phases.entries()) {
    if (!phase.measure) continue;
    const offsets =
      phase.kind === 'burst'
        ? burstTimes(phase.requests, phase.assumeRatePerSecond)
        : intendedTimes(phase, 1, phaseSeed(SEED, at));
    if (phase.kind === 'burst' && phase.assumeRatePerSecond === null) allAtOnce = true;
    const durationMs =
      phase.kind === 'burst'
        ? phase.assumeRatePerSecond === null
          ? 1
          : (phase.requests * 1000) / phase.assumeRatePerSecond
        : phase.durationMs;
    // Requests that make 1.5 events on average make the second one every other time.
    let owed = 0;
    for (let index = 0; index < offsets.length; index += apiservers) {
      owed += perRequest;
      for (; owed >= 1; owed -= 1) times.push(atMs + (offsets[index] as number));
    }
    phases.push({ kind: phase.kind, startMs: atMs, endMs: atMs + durationMs });
    atMs += durationMs;
  }
  const timesMs = Float64Array.from(times);
  return {
    arrivals: {
      instance: 'apiserver-1',
      timesMs,
      sizesBytes: new Float64Array(timesMs.length).fill(bytesMean),
      lateMs: new Float64Array(timesMs.length),
      timerStartMs: null,
    },
    phases,
    eventBytesMean: bytesMean,
    eventBytesMax: bytesMax,
    allAtOnce,
  };
}

function burstTimes(requests: number, ratePerSecond: number | null): Float64Array {
  return Float64Array.from({ length: requests }, (_, index) =>
    ratePerSecond === null ? 0 : (index * 1000) / ratePerSecond,
  );
}

/** Mean events and bytes over the mix, by the policy. */
function eventsPerRequest({ load, policy }: Scenario): { perRequest: number; bytesMean: number; bytesMax: number } {
  let weights = 0;
  let events = 0;
  let bytes = 0;
  let bytesMax = 0;
  for (const template of load.requests) {
    const shape = requestShape(template, { namespace: 'audit-bench', name: 'obj-0' });
    const decision = evaluatePolicy(policy.policy, {
      ...shape,
      user: load.identity.user,
      groups: [...load.identity.groups, 'system:authenticated'],
    });
    const stages = auditStages(decision, shape.longRunning).length;
    const body = template.kind === 'resource' ? template.bodySizeBytes : 0;
    const bodies = decision.level === 'RequestResponse' ? 2 : decision.level === 'Request' ? 1 : 0;
    const size = METADATA_EVENT_BYTES + bodies * body;
    weights += template.weight;
    events += template.weight * stages;
    bytes += template.weight * stages * size;
    if (stages > 0) bytesMax = Math.max(bytesMax, size);
  }
  return { perRequest: events / weights, bytesMean: events === 0 ? 0 : bytes / events, bytesMax };
}
