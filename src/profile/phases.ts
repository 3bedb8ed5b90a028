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
      phases.push(phaseOf(perSecond.subarray(from, second)));
      from = second;
      sum = 0;
      least = Number.POSITIVE_INFINITY;
      most = 0;
    }
    sum += count;
    least = Math.min(least, count);
    most = Math.max(most, count);
  });
  phases.push(phaseOf(perSecond.subarray(from)));
  return phases;
}

/** Variance by mean of counts: 1 for a Poisson process, 0 where all are alike. Below it nothing is random about them. */
const EVEN_DISPERSION = 0.3;

function phaseOf(counts: Float64Array): RatePhase {
  return { seconds: counts.length, ratePerSecond: Number(meanOf(counts).toPrecision(6)) };
}

/**
 * How requests of a second come: the variance within all phases together decides, for that of one says little. Many
 * clients are a Poisson process; what a generator sends is evenly spaced, and at 50/s its busiest seconds would become a
 * third busier if it were taken for one.
 */
export function arrivalsOf(perSecond: Float64Array, phases: readonly RatePhase[]): 'even' | 'poisson' {
  let [from, squares, expected] = [0, 0, 0];
  for (const { seconds } of phases) {
    const counts = perSecond.subarray(from, from + seconds);
    const mean = meanOf(counts);
    squares += counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
    expected += (seconds - 1) * mean;
    from += seconds;
  }
  return expected > 0 && squares < EVEN_DISPERSION * expected ? 'even' : 'poisson';
}

function meanOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}
