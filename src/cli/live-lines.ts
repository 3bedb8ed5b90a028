import { adviceFor, adviceForUnknownFlags, lossSentences } from '../analysis/live-advice.ts';
import type { LiveRates, LossEver } from '../analysis/live-losses.ts';
import type { ApiserverFlags } from '../clusters/existing/connection.ts';
import { retentionOfFlags, settingsOfFlags } from '../config/flags.ts';
import type { FlagValues } from '../core/flags.ts';
import { keptLines } from '../core/retention-words.ts';
import { formatCount, formatDuration, formatPerSecond, formatRatio } from '../core/units.ts';

/** What `check` says first: what an API server has lost since it started, whenever that was. */
export function everLine(name: string, { generated, lost, lossRatio, plugins, runsForMs }: LossEver): string {
  const since = `since it started ${ago(runsForMs)} ago`;
  if (lost === 0) return `${name}: nothing lost ${since}, of ${formatCount(generated)} events`;
  const by = Object.entries(plugins)
    .filter(([, errors]) => errors > 0)
    .map(([plugin, errors]) => `${plugin} ${formatCount(errors)}`);
  return `${name}: LOST ${formatCount(lost)} of ${formatCount(generated)} events (${formatRatio(lossRatio)}) ${since}: ${by.join(', ')}`;
}

/** Whole seconds, and of hours no seconds. */
function ago(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  return formatDuration((seconds >= 3600 ? Math.round(seconds / 60) * 60 : seconds) * 1000);
}

/** What an API server does, in one line. */
export function rateLine(name: string, rates: LiveRates): string {
  const { generatedPerSecond, droppedPerSecond, failedPerSecond, lossRatio, restarted } = rates;
  const restart = restarted ? ' (it restarted: since its start)' : '';
  return `${name}: generated ${formatPerSecond(generatedPerSecond)}, dropped ${formatPerSecond(droppedPerSecond)}, failed ${formatPerSecond(failedPerSecond)}, lost ${formatRatio(lossRatio)}${restart}`;
}

/** What `check` says of one API server: its rates, then indented what they mean for its flags. */
export function liveLines(
  name: string,
  rates: LiveRates,
  generatedEver: number,
  pods: readonly ApiserverFlags[],
): readonly string[] {
  return [rateLine(name, rates), ...meaningsOf(name, rates, generatedEver, pods).map((line) => `  ${line}`)];
}

/** What rates mean for the flags of an API server. */
export function meaningsOf(
  name: string,
  rates: LiveRates,
  generatedEver: number,
  pods: readonly ApiserverFlags[],
): readonly string[] {
  return generatedEver === 0
    ? ['no audit events at all: auditing is off, or the policy audits nothing']
    : meaningOf(rates, flagsFor(name, pods));
}

function meaningOf(rates: LiveRates, flags: FlagValues | null): readonly string[] {
  if (flags === null) return adviceForUnknownFlags(rates);
  const settings = settingsOfFlags(flags);
  const judged =
    settings === null
      ? ['its flags name no audit webhook that could be judged', ...lossSentences(rates)]
      : adviceFor(rates, settings);
  return [...judged, ...logLines(rates, flags)];
}

/** Events at level Metadata have about this size; which they have here, metrics do not say. */
const ASSUMED_EVENT_BYTES = 1024;

/** How long the log keeps an event at the present rate, and which sizes keep it for days; nothing where there is no log. */
function logLines({ generatedPerSecond }: LiveRates, flags: FlagValues): readonly string[] {
  const retention = retentionOfFlags(flags);
  const bytesPerSecond = generatedPerSecond * ASSUMED_EVENT_BYTES;
  if (retention === null || bytesPerSecond === 0) return [];
  return [
    ...keptLines({ mean: bytesPerSecond, busiestDay: bytesPerSecond }, retention),
    'an event was taken for 1 KiB, about its size at level Metadata, and the rate for that of every day; "audit-bench profile --audit-log" measures yours',
  ];
}

/** By the API server's address; through a load balancer only flags that all of them share. */
function flagsFor(name: string, pods: readonly ApiserverFlags[]): FlagValues | null {
  const own = pods.find(({ address }) => address === name);
  if (own !== undefined) return own.flags;
  const [first, ...others] = pods.map(({ flags }) => JSON.stringify(flags));
  return first !== undefined && others.every((flags) => flags === first) ? (pods[0]?.flags ?? null) : null;
}
