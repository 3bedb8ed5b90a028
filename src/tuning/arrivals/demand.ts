import type { Phase } from '../../core/scenario.ts';
import type { TrialEvidence } from '../strategy.ts';
import { ArrivalIndex } from './arrival-index.ts';
import { allAtOnce } from './at-once.ts';
import { eventSizes } from './event-sizes.ts';
import type { PlannedLoad } from './planned-load.ts';
import { slowWriteMs } from './slow-write.ts';
import { measuredSpans, meanPerSecond, scaled, type Source, sustainedPerSecond } from './source.ts';

export interface InstanceArrivals {
  readonly index: ArrivalIndex;
  /** When the collector's running timer was started; `null`: not known. */
  readonly timerStartMs: number | null;
  /** How long its log takes to write an event; absent: no limit was met, or it is a webhook. */
  readonly writeMs?: number;
}

/** A burst as the test client sent it, or with all its events at once: a test client is slower than production. */
export type BurstForm = 'as it came' | 'at once';

export interface DemandForm {
  readonly form: BurstForm;
  /** One record for each API server. */
  readonly arrivals: readonly InstanceArrivals[];
}

/** What a load asks of the audit buffers, at any multiple of it. */
export interface Demand {
  readonly names: readonly string[];
  readonly eventBytesMean: number;
  readonly eventBytesMax: number;
  /**
   * L: mean events/s over the phases that have a rate (idle ones too), at the busiest API server. A burst has a size
   * and no rate: it is what the buffer is for, so it counts in the record and not here.
   */
  readonly sustainedPerSecond: number;
  /** Mean events/s of an API server over the whole measured time, bursts and all. */
  readonly meanPerSecond: number;
  /** How long a log takes to write an event, as trials showed whose buffer was full; 0: none was, or it is a webhook. */
  readonly writeMs: number;
  at(multiple: number): readonly DemandForm[];
}

/** The load by trials that were measured: the calibration, and those whose loss the model had not foreseen. */
export function measuredDemand(evidence: readonly TrialEvidence[], phases: readonly Phase[]): Demand {
  const sources = evidence.flatMap(({ result, arrivals }) =>
    arrivals === null ? [] : [{ arrivals, spans: measuredSpans(result.phases), multiple: result.load.multiple }],
  );
  const [first] = evidence;
  const sizes = evidence.map(({ result }) => eventSizes(result.receiver.eventBytes));
  const writeMs = Math.max(0, ...evidence.map(slowWriteMs));
  return {
    names: (first?.arrivals ?? []).map(({ instance }) => instance),
    eventBytesMean: sizes[0]?.mean ?? 0,
    eventBytesMax: Math.max(0, ...sizes.map(({ max }) => max)),
    sustainedPerSecond: sources[0] === undefined ? 0 : sustainedPerSecond(sources[0]),
    meanPerSecond: sources[0] === undefined ? 0 : meanPerSecond(sources[0]),
    writeMs,
    at: remembered((multiple) => forms(sources, multiple, burstRates(phases), writeMs)),
  };
}

/** The load as a scenario or flags plan it; its bursts are all at once already, or as fast as `assumeRate` says. */
export function plannedDemand({ arrivals, phases, eventBytesMean, eventBytesMax, rates }: PlannedLoad): Demand {
  const source: Source = {
    arrivals: [arrivals],
    spans: phases.map((phase) => ({ ...phase, requests: 0 })),
    multiple: 1,
  };
  return {
    names: [arrivals.instance],
    eventBytesMean,
    eventBytesMax,
    sustainedPerSecond: rates?.sustainedPerSecond ?? sustainedPerSecond(source),
    meanPerSecond: rates?.meanPerSecond ?? meanPerSecond(source),
    writeMs: 0,
    at: remembered((multiple) => forms([source], multiple, null, 0)),
  };
}

/** The arrivals as they came or as they are planned: at each API server, at a multiple. */
export function asItCame(demand: Demand, multiple: number): readonly InstanceArrivals[] {
  return demand.at(multiple)[0]?.arrivals ?? [];
}

/** Every API server of every record, in every form, at a multiple. */
export function arrivalsAt(demand: Demand, multiple: number): readonly InstanceArrivals[] {
  return demand.at(multiple).flatMap(({ arrivals }) => arrivals);
}

function forms(
  sources: readonly Source[],
  multiple: number,
  assumedRates: readonly (number | null)[] | null,
  writeMs: number,
): readonly DemandForm[] {
  const made = sources.map((source) => scaled(source, multiple));
  const indexed = (source: Source): readonly InstanceArrivals[] => indexOf(source, writeMs);
  const measured: DemandForm = { form: 'as it came', arrivals: made.flatMap(indexed) };
  const bursts = sources.some(({ spans }) => spans.some(({ kind }) => kind === 'burst'));
  if (assumedRates === null || !bursts) return [measured];
  const faster = made.map((source) => allAtOnce(source, assumedRates));
  return [measured, { form: 'at once', arrivals: faster.flatMap(indexed) }];
}

function indexOf({ arrivals }: Source, writeMs: number): readonly InstanceArrivals[] {
  return arrivals.map(({ timesMs, timerStartMs }) => ({ index: new ArrivalIndex(timesMs), timerStartMs, writeMs }));
}

/** Requests/s that production sends each measured burst with, in order; `null`: all at once. */
function burstRates(phases: readonly Phase[]): readonly (number | null)[] {
  return phases.flatMap((phase) => (phase.kind === 'burst' && phase.measure ? [phase.assumeRatePerSecond] : []));
}

/** The last few answers are kept: the search asks for the same two multiples thousands of times. */
function remembered(make: (multiple: number) => readonly DemandForm[]): Demand['at'] {
  const known = new Map<number, readonly DemandForm[]>();
  return (multiple) => {
    const old = known.get(multiple);
    if (old !== undefined) return old;
    const made = make(multiple);
    if (known.size >= MOST_REMEMBERED) known.delete(known.keys().next().value ?? multiple);
    known.set(multiple, made);
    return made;
  };
}

const MOST_REMEMBERED = 6;
