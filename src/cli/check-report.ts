import type { LiveRates, LossEver } from '../analysis/live-losses.ts';
import type { ApiserverFlags } from '../clusters/existing/connection.ts';
import { flagArguments } from '../core/flags.ts';
import { formatCount } from '../core/units.ts';
import { liveLines, meaningsOf } from './live-lines.ts';

/** What was seen of each API server in the time that `check` watched. */
export interface Watched {
  readonly seconds: number;
  readonly apiservers: readonly {
    readonly name: string;
    /** At the end. */
    readonly ever: LossEver;
    readonly rates: LiveRates;
  }[];
}

/** The end of `check` for people: rates and what they mean, the flags, whether events are being lost. */
export function checkLines({ seconds, apiservers }: Watched, pods: readonly ApiserverFlags[]): readonly string[] {
  const lost = apiservers.reduce((sum, { rates }) => sum + rates.lost, 0);
  const before = apiservers.reduce((sum, { ever }) => sum + ever.lost, 0) - lost;
  const span = `in ${Math.round(seconds)} s`;
  const past = before > 0 ? `; ${formatCount(before)} were lost before (--fail-on past exits 1 for those)` : '';
  return [
    ...apiservers.flatMap(({ name, rates, ever }) => liveLines(name, rates, ever.generated, pods)),
    ...pods.map(({ pod, flags }) => `flags of ${pod}: ${flagArguments(flags).join(' ') || 'no audit flags'}`),
    ...(pods.length === 0 ? ['flags: not readable (no permission on pods of kube-system, or no static pods)'] : []),
    `${lost > 0 ? `LOSING: ${lost} events lost ${span}` : `nothing was lost ${span}`}${past}`,
  ];
}

/** The same for programs. */
export function checkJson({ seconds, apiservers }: Watched, pods: readonly ApiserverFlags[]): unknown {
  return {
    seconds,
    lost: apiservers.reduce((sum, { rates }) => sum + rates.lost, 0),
    lostSinceStart: apiservers.reduce((sum, { ever }) => sum + ever.lost, 0),
    apiservers: apiservers.map(({ name, ever: { startedMs, runsForMs, ...ever }, rates }) => ({
      name,
      startedAt: new Date(startedMs).toISOString(),
      runsForSeconds: runsForMs / 1000,
      sinceStart: ever,
      watched: rates,
      advice: meaningsOf(name, rates, ever.generated, pods),
    })),
    flags: Object.fromEntries(pods.map(({ pod, flags }) => [pod, flags])),
  };
}
