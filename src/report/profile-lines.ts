import { logRotationDefaults, NEWEST_MINOR } from '../core/kubernetes-defaults.ts';
import { keptLines } from '../core/retention-words.ts';
import type { NamedCount } from '../core/lost-events.ts';
import { namedCounts } from '../core/named-counts.ts';
import type { ProfileTable, TrafficProfile } from '../core/traffic-profile.ts';
import { formatBytes, formatCount, formatMs, formatPerSecond, formatRatio } from '../core/units.ts';
import { formatMoment } from '../core/utc.ts';

/** What tables are called, and what a name that is empty means in them. */
export const TABLE_WORDS: Readonly<Record<ProfileTable, readonly [title: string, nameless: string]>> = {
  verb: ['verb', 'none'],
  resource: ['resource', 'no resource'],
  namespace: ['namespace', 'no namespace'],
  user: ['user', 'nobody known'],
  group: ['group', 'none'],
  agent: ['user agent', 'not told'],
  level: ['level', 'none'],
  stage: ['stage', 'none'],
  code: ['status', 'not answered yet'],
  decision: ['decision', 'not decided'],
};

/** A name and what is to be said of it. */
export type ProfileFact = readonly [name: string, text: string];

/** What a load is like, the most important first. */
export function profileFacts(profile: TrafficProfile): readonly ProfileFact[] {
  const { sources, firstMs, lastMs, events, requests, bytes, perSecond, bursts, eventBytes, watches } = profile;
  const [largest] = bursts.largest;
  return [
    [
      'record',
      `${formatCount(events)} events of ${formatCount(requests)} requests, ${formatBytes(bytes)}, ${sources.length} ${sources.length === 1 ? 'log' : 'logs'}, ${formatMoment(firstMs)} to ${formatMoment(lastMs)}`,
    ],
    [
      'events/s',
      `${formatPerSecond(perSecond.mean)} in the mean, median ${formatCount(perSecond.p50)}, p99 ${formatCount(perSecond.p99)}`,
    ],
    ['busiest', `second: ${busiest(profile.busiestSecond)}; ten seconds: ${busiest(profile.busiestTenSeconds)}`],
    [
      'bursts',
      bursts.count === 0 || largest === undefined
        ? 'none: no second has more than three times the median'
        : `${formatCount(bursts.count)}, up to ${bursts.longestSeconds} s long; the largest: ${formatCount(largest.events)} events in ${largest.seconds} s (${formatMoment(largest.startMs)})`,
    ],
    ...(profile.dispersion.length === 0
      ? []
      : [
          [
            'dispersion',
            `${profile.dispersion.map(({ seconds, index }) => `${index.toFixed(1)} over ${seconds} s`).join(', ')}; 1 is a Poisson process, more comes in clusters`,
          ] as const,
        ]),
    [
      'event size',
      `${formatBytes(eventBytes.mean)} in the mean, median ${formatBytes(eventBytes.p50)}, p99 ${formatBytes(eventBytes.p99)}, largest ${formatBytes(eventBytes.max)}`,
    ],
    ...(watches.ended === 0
      ? []
      : [
          [
            'watches',
            `${formatCount(watches.ended)} ended, open for ${formatMs(watches.p50Ms)} in the median and ${formatMs(watches.maxMs)} at most`,
          ] as const,
        ]),
  ];
}

function busiest({ events, startMs }: TrafficProfile['busiestSecond']): string {
  return `${formatCount(events)} (${formatMoment(startMs)})`;
}

/** `get 61 % · list 12 % · …` */
export function shareText(entries: readonly NamedCount[], total: number, nameless: string): string {
  return namedCounts(entries, nameless, (count) => formatRatio(count / Math.max(1, total)));
}

/** How long a log with Kubernetes' defaults would keep an event; of the API server that makes most events. */
export function profileKept({ sources, events, bytesPerSecond }: TrafficProfile): readonly string[] {
  const share = Math.max(0, ...sources.map(({ count }) => count)) / Math.max(1, events);
  const { mean, busiestDay } = bytesPerSecond;
  if (mean * share === 0) return [];
  return keptLines({ mean: mean * share, busiestDay: busiestDay * share }, logRotationDefaults(NEWEST_MINOR));
}

/** For a terminal: facts, then the tables in a line each. */
export function profileLines(profile: TrafficProfile): readonly string[] {
  const row = ([name, text]: ProfileFact): string => `  ${name.padEnd(14)}${text}`;
  return [
    ...profileFacts(profile).map(row),
    '',
    ...(Object.keys(TABLE_WORDS) as ProfileTable[]).map((table) => {
      const [title, nameless] = TABLE_WORDS[table];
      return row([title, shareText(profile.tables[table], profile.events, nameless)]);
    }),
    '',
    ...profileKept(profile),
  ];
}
