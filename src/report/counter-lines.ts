import { formatCount, formatMs, formatPerSecond, formatRatio } from '../core/units.ts';
import { formatMoment } from '../core/utc.ts';
import type { CounterFacts } from '../core/counter-facts.ts';

/** What counters say of a load, and how far they can be trusted. */
export function counterLines({
  instances,
  firstMs,
  lastMs,
  events,
  lost,
  resolutionMs,
  busiest,
}: CounterFacts): readonly string[] {
  return [
    `${formatCount(events)} events of ${instances.length} API ${instances.length === 1 ? 'server' : 'servers'}, ${formatMoment(firstMs)} to ${formatMoment(lastMs)}; ${lost === 0 ? 'none lost' : `${formatCount(lost)} LOST (${formatRatio(lost / Math.max(1, events))})`}.`,
    `Busiest: ${formatPerSecond(busiest.eventsPerSecond)} over ${formatMs(busiest.toMs - busiest.fromMs)} (${formatMoment(busiest.fromMs)}).`,
    ...instances.flatMap((instance) => [
      `${instance.instance}: ${formatPerSecond(instance.meanPerSecond)} in the mean, ${formatPerSecond(instance.busiest.eventsPerSecond)} in the busiest step (${formatMoment(instance.busiest.fromMs)}); ${instance.lost === 0 ? 'nothing lost' : `${formatCount(instance.lost)} LOST:`}`,
      ...instance.losses.map(
        (loss) => `  ${formatCount(loss.lost)} between ${formatMoment(loss.fromMs)} and ${formatMoment(loss.toMs)}`,
      ),
    ]),
    `Counters are read every ${formatMs(resolutionMs)}: of a shorter rush only the mean is known. ${formatCount((busiest.eventsPerSecond * resolutionMs) / 1000)} events that came in one second would look the same; an audit log tells the difference.`,
  ];
}
