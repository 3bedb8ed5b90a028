/** A stretch of a steady rate. */
export interface RatePhase {
  readonly seconds: number;
  /** 0: nobody asks anything. */
  readonly ratePerSecond: number;
}

/** A file that can be read, and a plan that a run can tell. */
const MOST_PHASES = 120;
/** How far a second may lie from its phase's mean, in standard deviations of a Poisson process. */
const SIGMAS = 2;

/**
 * Requests in each second as phases of steady rates: seconds are joined while each is within so many standard deviations
 * of their mean, more of them the more phases there would be. The requests of all phases together are those of the
 * seconds.
 */
export function ratePhases(perSecond: Float64Array): readonly RatePhase[] {
  for (let sigmas = SIGMAS; ; sigmas *= 1.5) {
    const phases = joined(perSecond, sigmas);
    if (phases.length <= MOST_PHASES) return phases;
  }
}

function joined(perSecond: Float64Array, sigmas: number): readonly RatePhase[] {
  const phases: RatePhase[] = [];
  let from = 0;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  perSecond.forEach((count, second) => {
    const mean = (sum + count) / (second - from + 1);
    const slack = sigmas * Math.sqrt(Math.max(1, mean));
    const fits = Math.max(most, count) - mean <= slack && mean - Math.min(least, count) <= slack;
    // A silence is a phase of its own: nothing is sent in it.
    const alike = second === from || (fits && (count === 0) === (most === 0));
    if (!alike) {
      phases.push(phaseOf(second - from, sum));
      from = second;
      sum = 0;
      least = Number.POSITIVE_INFINITY;
      most = 0;
    }
    sum += count;
    least = Math.min(least, count);
    most = Math.max(most, count);
  });
  phases.push(phaseOf(perSecond.length - from, sum));
  return phases;
}

function phaseOf(seconds: number, requests: number): RatePhase {
  return { seconds, ratePerSecond: Number((requests / seconds).toPrecision(6)) };
}
