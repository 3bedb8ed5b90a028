import type { RunResult, TrialResult } from '../../core/result.ts';
import { formatBytes, formatCount, formatMs, formatRatio } from '../../core/units.ts';
import { focusOf } from '../focus.ts';
import { type Html, html } from './html.ts';

/** A number with its name, and where it is from. */
interface Tile {
  readonly name: string;
  readonly value: string;
  readonly from: string;
  readonly look?: 'pass' | 'miss' | 'doubt';
}

/** The numbers of the answer; what was not measured has no tile. */
export function tiles(result: RunResult): Html | null {
  const { best } = focusOf(result);
  if (best === null) return null;
  const all = [lost(best), ...firstLoss(result), ...lag(best), ...deepest(best), ...memory(result), trusted(result)];
  return html`<dl class="tiles">${all.map(({ name, value, from, look = '' }) => html`<div class="tile"><dt>${name}</dt><dd><b class="${look}">${value}</b><span class="soft">${from}</span></dd></div>`)}</dl>`;
}

function lost(best: TrialResult): Tile {
  const { lossRatio, events } = best;
  return {
    name: 'events lost',
    value: formatRatio(lossRatio),
    from: `of ${formatCount(events.generated)}, ${nameOf(best)}`,
    look: lossRatio === 0 ? 'pass' : 'miss',
  };
}

function nameOf({ variant, load }: TrialResult): string {
  return load.multiple === 1 ? variant : `${variant} at ${load.multiple}×`;
}

function firstLoss({ recommendation }: RunResult): readonly Tile[] {
  if (recommendation === null || recommendation.settings === null) return [];
  const { firstLossAtLoadMultiple: multiple, headroom } = recommendation;
  const value = multiple === null ? 'not found' : `${multiple}×`;
  return [{ name: 'first loss at', value, from: `the load, by the model; asked for ${headroom}×` }];
}

function lag({ deliveryLagMs }: TrialResult): readonly Tile[] {
  if (deliveryLagMs === null) return [];
  return [{ name: 'delivery lag p99', value: formatMs(deliveryLagMs.p99), from: `p50 ${formatMs(deliveryLagMs.p50)}` }];
}

function deepest({ predicted, settings }: TrialResult): readonly Tile[] {
  if (predicted === null || settings.bufferSize === undefined) return [];
  return [
    {
      name: 'deepest buffer',
      value: formatCount(predicted.peakBuffer),
      from: `of ${formatCount(settings.bufferSize)}, by the model`,
    },
  ];
}

function memory({ recommendation }: RunResult): readonly Tile[] {
  const bytes = recommendation?.costs?.bufferBytes;
  return bytes === undefined ? [] : [{ name: 'memory when full', value: formatBytes(bytes), from: 'of the buffer' }];
}

function trusted({ trials }: RunResult): Tile {
  const count = trials.filter((trial) => trial.trusted).length;
  return {
    name: 'trusted trials',
    value: `${count} of ${trials.length}`,
    from: count === trials.length ? 'no doubts' : 'the others decide nothing',
    ...(count === trials.length ? {} : { look: 'doubt' as const }),
  };
}
