import type { ArrivalRecord } from '../core/arrivals.ts';
import { docsRule } from '../core/docs-rule.ts';
import type { Prediction } from '../core/result.ts';
import type { BatchSettings } from '../core/settings.ts';
import { settingsToDocument } from '../core/settings-document.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import { type Life, livesOf } from './restarts/lives.ts';
import { receiverModel } from '../pipeline/deliveries.ts';
import { type Simulation, simulate } from '../pipeline/simulate.ts';

/** Which of the POSTs a receiver with a fault fails depends on their order, so the model's choice is one of many. */
const FAULT_SEED = 1;

/** What the model says of the trial's own arrivals. */
export interface Model {
  readonly prediction: Prediction;
  readonly simulations: readonly Simulation[];
  /** Events that an API server held at each of its planned restarts, in their order. */
  heldAt(instance: string): readonly number[];
  /** Events that were in it when each of them began. */
  unsettledAt(instance: string): readonly number[];
  /** Largest number of events in the buffers in each bin of a grid that starts at `startMs` (epoch). */
  occupancy(startMs: number, stepMs: number, bins: number): readonly number[];
}

/**
 * Feeds the arrivals of a trial to the pipeline model, an API server at a time: a full bucket (the trial settles for
 * U/Q before it starts) and the collector's timer where the last hand-over left it. `null` outside batch mode, where
 * there is no buffer to model.
 */
export function predict(meta: TrialMeta, arrivals: readonly ArrivalRecord[]): Model | null {
  const { settings } = meta;
  if (settings.mode !== 'batch') return null;
  const lives = arrivals.map((record) => livesOf(record, meta.restarts ?? [], meta.startMs));
  const simulateAll = (settingsOf: (life: Life) => BatchSettings): readonly (readonly Simulation[])[] =>
    lives.map((ofOne) =>
      ofOne.map((life) =>
        simulate(life.timesMs, settingsOf(life), {
          ...life.start,
          deliveries: 'summed',
          receiver: receiverModel(meta.receiver, FAULT_SEED),
        }),
      ),
    );
  const inForce = (life: Life): BatchSettings => life.settings ?? settings;
  const byInstance = simulateAll(inForce);
  const free = lives.flatMap((ofOne, index) =>
    ofOne.map((life, at) => inForce(life).bufferSize - (byInstance[index]?.[at]?.peakBuffer ?? 0)),
  );
  const simulations = byInstance.flat();
  const ended = (instance: string): readonly Simulation[] =>
    (byInstance[arrivals.findIndex((record) => record.instance === instance)] ?? []).slice(0, -1);
  const events = arrivals.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  const lossOf = (all: readonly Simulation[]): number =>
    events === 0 ? 0 : sumOf(all, ({ dropped, failed, held }) => dropped + failed + held) / events;
  const perSecond = events / Math.max(1, arrivals.length) / Math.max(1, (meta.endMs - meta.startMs) / 1000);
  const docs = docsRule(perSecond, meta.receiver.latencyMs, settings.initialBackoffMs);
  return {
    simulations,
    prediction: {
      dropped: sumOf(simulations, ({ dropped }) => dropped),
      failed: sumOf(simulations, ({ failed }) => failed),
      lossRatio: lossOf(simulations),
      docsRule: { settings: settingsToDocument(docs), lossRatio: lossOf(simulateAll(() => docs).flat()) },
      peakBuffer: Math.max(0, ...simulations.map(({ peakBuffer }) => peakBuffer)),
      minFreeBuffer: Math.min(...free),
      byInstance: byInstance.map((ofOne, index) => ({
        name: arrivals[index]?.instance ?? '',
        dropped: sumOf(ofOne, ({ dropped }) => dropped),
        peakBuffer: Math.max(0, ...ofOne.map(({ peakBuffer }) => peakBuffer)),
      })),
    },
    heldAt: (instance) => ended(instance).map(({ held }) => held),
    unsettledAt: (instance) => ended(instance).map(({ unsettledAtEnd }) => unsettledAtEnd),
    occupancy: (startMs, stepMs, bins) => {
      const offsetMs = startMs - meta.startMs;
      const columns = byInstance.flatMap((ofOne, index) =>
        ofOne.map((simulation, life) => {
          const column = simulation.occupancy(offsetMs, stepMs, bins);
          const endMs = lives[index]?.[life]?.endMs ?? Number.POSITIVE_INFINITY;
          // What a process held went with it.
          return column.map((queued, bin) => (offsetMs + bin * stepMs > endMs ? 0 : queued));
        }),
      );
      return Array.from({ length: bins }, (_, bin) => columns.reduce((sum, column) => sum + (column[bin] ?? 0), 0));
    },
  };
}

function sumOf(simulations: readonly Simulation[], pick: (simulation: Simulation) => number): number {
  return simulations.reduce((sum, simulation) => sum + pick(simulation), 0);
}
