import { adviceFor, adviceForUnknownFlags, lossSentences } from '../analysis/live-advice.ts';
import type { LiveRates } from '../analysis/live-losses.ts';
import type { ApiserverFlags } from '../clusters/existing/connection.ts';
import { settingsOfFlags } from '../config/flags.ts';
import type { FlagValues } from '../core/flags.ts';
import { formatPerSecond, formatRatio } from '../core/units.ts';

/** What `check` says of one API server: its rates, then indented what they mean for its flags. */
export function liveLines(
  name: string,
  rates: LiveRates,
  generatedEver: number,
  pods: readonly ApiserverFlags[],
): readonly string[] {
  const { generatedPerSecond, droppedPerSecond, failedPerSecond, lossRatio, restarted } = rates;
  const restart = restarted ? ' (it restarted: since its start)' : '';
  const head = `${name}: generated ${formatPerSecond(generatedPerSecond)}, dropped ${formatPerSecond(droppedPerSecond)}, failed ${formatPerSecond(failedPerSecond)}, lost ${formatRatio(lossRatio)}${restart}`;
  const meaning =
    generatedEver === 0
      ? ['no audit events at all: auditing is off, or the policy audits nothing']
      : meaningOf(rates, flagsFor(name, pods));
  return [head, ...meaning.map((line) => `  ${line}`)];
}

function meaningOf(rates: LiveRates, flags: FlagValues | null): readonly string[] {
  if (flags === null) return adviceForUnknownFlags(rates);
  const settings = settingsOfFlags(flags);
  if (settings !== null) return adviceFor(rates, settings);
  return ['its flags name no audit webhook that could be judged', ...lossSentences(rates)];
}

/** By the API server's address; through a load balancer only flags that all of them share. */
function flagsFor(name: string, pods: readonly ApiserverFlags[]): FlagValues | null {
  const own = pods.find(({ address }) => address === name);
  if (own !== undefined) return own.flags;
  const [first, ...others] = pods.map(({ flags }) => JSON.stringify(flags));
  return first !== undefined && others.every((flags) => flags === first) ? (pods[0]?.flags ?? null) : null;
}
