import type { Recommendation } from '../../core/recommendation.ts';
import { formatBytes, formatCount, formatMs, formatRatio } from '../../core/units.ts';
import { type Conclusion, outageTrials } from '../conclusion.ts';
import { modelMargin } from '../search/search.ts';
import { GRACE_MS } from './sentences.ts';

type Draft = Omit<Recommendation, 'sentences' | 'caveats'>;

/** Memory in retries from which a warning is due: a control plane node often has 2 GiB. */
const WARN_BYTES = 512 * 2 ** 20;

/** What the reader must know before using the flags. */
export function caveatsOf(draft: Draft, conclusion: Conclusion): readonly string[] {
  const { scenario, history, tune, emulated } = conclusion;
  const { costs, tighterThan, perInstance } = draft;
  const caveats: (string | null)[] = [
    emulated
      ? 'Emulated: prove the flags on a real kube-apiserver before you use them (--cluster clusters/local.yaml or kind.yaml).'
      : null,
    narrowSpace(draft, conclusion),
    costs !== null && costs.shutdownDrainMs > GRACE_MS
      ? `Draining a full buffer takes longer (${formatMs(costs.shutdownDrainMs)}) than a pod's grace period: events still queued at a restart are lost.`
      : null,
    costs !== null && costs.deadReceiverBytes > WARN_BYTES
      ? `Out-of-memory warning: a dead receiver holds up to ${formatBytes(costs.deadReceiverBytes)} in kube-apiserver until its batches are given up.`
      : null,
    tighterThan?.lossRatio === 0
      ? 'The tighter settings lost nothing either: the recommendation is larger than it must be.'
      : null,
    tighterThan === null
      ? 'No tighter settings lose by the model: the load is far below what these settings take.'
      : null,
    tune.surviveReceiverOutageMs === null || outageTrials(conclusion).length > 0
      ? null
      : 'The outage of the receiver was not played through on the cluster: how long a batch is retried is arithmetic.',
    perInstance.length > 0
      ? 'The settings for each API server are from the model; proved were the common ones on all of them.'
      : null,
    doubtful(history),
    scenario.receiver.plan.windows.length === 0
      ? null
      : 'The receiver was made to fail in this scenario; the costs are those of a healthy one.',
  ];
  return caveats.filter((caveat) => caveat !== null);
}

/** Trials in doubt are no proof, but a loss in one is said all the same. */
function doubtful(history: Conclusion['history']): string | null {
  const doubted = history.filter(({ result }) => !result.trusted && result.role !== 'variant');
  if (doubted.length === 0) return null;
  const lost = doubted.filter(({ result }) => result.role === 'verify' && (result.lossRatio ?? 0) > 0);
  const ids = lost.map(({ result }) => `${result.id} lost ${formatRatio(result.lossRatio)}`).join(', ');
  const losses =
    lost.length === 0
      ? ''
      : ` Of those with the recommended settings ${ids}: under another load than planned (see its doubts).`;
  return `Some trials were in doubt and measured again.${losses}`;
}

/** The margin is there for the model's error and the load's variation; a repeat that used half of it says so. */
function narrowSpace({ uncertainty }: Draft, { candidate, load }: Conclusion): string | null {
  if (uncertainty === null) return null;
  const most = Math.max(0, ...load.arrivals.map(({ index }) => index.count));
  const margin = modelMargin(candidate.settings.maxBatchSize, most);
  const free = Math.min(...uncertainty.minFreeBuffer);
  if (free >= 0.5 * margin) return null;
  return `Close to the edge: in one run only ${formatCount(free)} places of the buffer stayed free, less than half of the margin of ${formatCount(margin)}; more headroom is worth its memory.`;
}
