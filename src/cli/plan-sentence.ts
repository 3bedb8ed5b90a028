import { type Estimate, estimateSentence } from '../core/estimate.ts';
import type { Scenario } from '../core/scenario.ts';

/** Names of more variants are counted, not told. */
const MOST_NAMES = 5;

/** Before a run: what will be measured, how often, and what it takes. */
export function planSentence({ variants, repeat, tune }: Scenario, costs: Estimate): string {
  const names = variants.map(({ name }) => name);
  const shown = names.length <= MOST_NAMES ? names.join(', ') : `${names.length} variants`;
  const parts = [
    ...(names.length === 0 ? [] : [`${shown}${repeat === 1 ? '' : `, ${repeat} times each`}`]),
    ...(tune === null ? [] : ['the load once, then the flags that the search finds']),
  ];
  return `Plan: ${parts.join('; ')}. ${estimateSentence(costs)}.`;
}
