import type { Scenario, TuneSpec } from '../../core/scenario.ts';
import type { LoadRecord } from '../arrivals/load-record.ts';
import type { SearchInput } from './search.ts';
import { survivingBackoffMs } from './survive.ts';

/** What a scenario asks of the search, for measured records as for a planned one; the mean event size is the first one's. */
export function searchInput(scenario: Scenario, tune: TuneSpec, records: readonly LoadRecord[]): SearchInput {
  return {
    arrivals: records.flatMap(({ arrivals }) => arrivals),
    eventBytesMean: records[0]?.eventBytesMean ?? 0,
    eventBytesMax: Math.max(0, ...records.map(({ eventBytesMax }) => eventBytesMax)),
    receiverLatencyMs: scenario.receiver.plan.latencyMs,
    initialBackoffMs: survivingBackoffMs(tune),
    limits: tune.limits,
    surviveReceiverOutageMs: tune.surviveReceiverOutageMs,
  };
}
