import { formatBytes, formatCount, formatMs, formatRatio } from '../../core/units.ts';
import { type Conclusion } from '../conclusion.ts';
import type { Draft } from '../draft.ts';
import { modelMargin } from '../search/need.ts';
import { asItCame } from '../arrivals/demand.ts';
import { cutAnyway } from '../search/truncation.ts';
import { GRACE_MS } from './facts.ts';

/** Memory in retries from which a warning is due: a control plane node often has 2 GiB. */
const WARN_BYTES = 512 * 2 ** 20;

/** What the reader must know before using the flags. */
export function caveatsOf(draft: Draft, conclusion: Conclusion): readonly string[] {
  const { scenario, tune, emulated, proofs, ask, demand, judgement } = conclusion;
  const { costs, tighterThan, perInstance } = draft;
  const caveats: (string | null)[] = [
    emulated
      ? 'Emulated: prove the flags on a real kube-apiserver before you use them (--cluster clusters/local.yaml or kind.yaml).'
      : null,
    scenario.current.settings.mode === 'batch'
      ? null
      : scenario.backend === 'log'
        ? `Mode ${scenario.current.settings.mode} has no buffer to rank: it drops nothing, and every request waits until its events are written. The answer starts from what Kubernetes has for batch mode.`
        : `Mode ${scenario.current.settings.mode} has no buffer to rank: nothing is dropped while the receiver answers, and every request waits for it. The answer starts from Kubernetes' defaults.`,
    judgement.oneAway?.holds === false
      ? 'These settings do not hold the load with headroom when one API server is away.'
      : null,
    scenario.backend === 'log'
      ? 'What is in the buffer is lost when kube-apiserver is killed; mode blocking had written it.'
      : null,
    smallerBuffer(conclusion),
    narrowSpace(draft, conclusion),
    cutAnyway(ask, demand.eventBytesMax)
      ? `An event of ${formatBytes(demand.eventBytesMax)} exceeds the limit even alone in its batch: only truncation helps, and it cuts that event.`
      : null,
    costs !== null && costs.shutdownDrainMs > GRACE_MS
      ? `Draining a full buffer takes longer (${formatMs(costs.shutdownDrainMs)}) than a pod's grace period: a higher batch-max-size × throttle-qps helps, a smaller buffer would have lost those events before.`
      : null,
    costs !== null && costs.deadReceiverBytes > WARN_BYTES
      ? `Out-of-memory warning: a dead receiver holds up to ${formatBytes(costs.deadReceiverBytes)} in kube-apiserver until its batches are given up.`
      : null,
    tighterThan === null
      ? 'No edge was shown: tighter settings lost nothing either, or what this client can send is far below what they take.'
      : null,
    tune.surviveReceiverOutageMs === null || proofs.outage.length > 0
      ? null
      : 'The outage of the receiver was not played through on the cluster: how long a batch is retried is arithmetic.',
    perInstance.length > 0
      ? 'The settings for each API server are from the model; proved were the common ones on all of them.'
      : null,
    dealt(conclusion),
    doubtful(conclusion),
    scenario.receiver.plan.windows.length === 0
      ? null
      : 'The receiver was made to fail in this scenario; the costs are those of a healthy one.',
  ];
  return caveats.filter((caveat) => caveat !== null);
}

/** A buffer never gets smaller than the current one unless a named limit forces it. */
function smallerBuffer({ candidate, ask }: Conclusion): string | null {
  const { bufferSize } = candidate.settings;
  if (bufferSize >= ask.current.bufferSize) return null;
  return `The buffer gets smaller (${formatCount(ask.current.bufferSize)} → ${formatCount(bufferSize)}) only because tune.limits.bufferMemory forces it.`;
}

/** What each API server must hold is what it got, and another deal gives it something else. */
function dealt({ history }: Conclusion): string | null {
  const skews = history.flatMap(({ result: { dealtBy, arrivalSkew } }) =>
    dealtBy === undefined || arrivalSkew === undefined ? [] : [arrivalSkew],
  );
  if (skews.length === 0) return null;
  return `Judged by what each API server got when the load balancer dealt connections: the busiest had up to ${Math.max(...skews).toFixed(2)} × an even share. Clients with few connections that last are dealt less evenly.`;
}

/** Trials in doubt are no proof, but a loss in one is said all the same. */
function doubtful({ history }: Conclusion): string | null {
  const doubted = history.filter(({ result }) => !result.trusted && result.role !== 'variant');
  if (doubted.length === 0) return null;
  const lost = doubted.filter(({ result }) => result.role === 'verify' && (result.lossRatio ?? 0) > 0);
  const ids = lost.map(({ result }) => `${result.id} lost ${formatRatio(result.lossRatio)}`).join(', ');
  const losses = lost.length === 0 ? '' : ` Of those with these settings ${ids}: under another load than planned.`;
  return `Some trials were in doubt and measured again.${losses}`;
}

/** The margin is there for the model's error and the load's variation; a repeat that used half of it says so. */
function narrowSpace({ uncertainty }: Draft, { candidate, demand, ask }: Conclusion): string | null {
  if (uncertainty === null) return null;
  const most = Math.max(0, ...asItCame(demand, ask.headroom).map(({ index }) => index.count));
  const margin = modelMargin(candidate.settings.maxBatchSize, most);
  const free = Math.min(...uncertainty.minFreeBuffer);
  if (free >= 0.5 * margin) return null;
  return `Close to the edge: in one run the buffer had room for only ${formatCount(free)} more events, less than half of the margin of ${formatCount(margin)}; more headroom is worth its memory.`;
}
