import { tuningStrategy } from '../../../src/tuning/tuning-strategy.ts';
import { strategyContract } from '../../support/contracts/strategy.ts';
import { SMALL, tuneSpec, tuningScenario } from '../../support/model-cluster.ts';

/** 400 events/s for 5 s, then 2,000 at once. */
const TIMES = Float64Array.from([
  ...Array.from({ length: 2000 }, (_, index) => index * 2.5),
  ...Array.from({ length: 2000 }, (_, index) => 5000 + index * 0.01),
]);
const { maxTrials } = tuneSpec();

strategyContract('that keeps the defaults', () => tuningStrategy(tuningScenario(tuneSpec()), false), TIMES, {
  mostTrials: maxTrials,
});
strategyContract('that has to change settings', () => tuningStrategy(tuningScenario(tuneSpec(), SMALL), false), TIMES, {
  mostTrials: maxTrials,
});
