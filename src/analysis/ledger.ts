import { isOfTrial, parseAuditId } from '../core/audit-id.ts';
import type { AuditStage, Policy } from '../core/policy.ts';
import type { BatchRecord, EventRecord, RequestRecord } from '../core/records.ts';
import type { LoadShape } from '../core/load-shape.ts';
import { expectedStages } from './expected-stages.ts';

/** One event of ours: what became of it. Times are epoch ms. */
export interface OurEvent {
  readonly request: RequestRecord;
  readonly stage: AuditStage;
  /** `null`: never seen. */
  stageMs: number | null;
  arrivedMs: number | null;
  copies: number;
}

/** A delivered event that is not ours: background, or the harness's own. */
export interface OtherEvent {
  readonly kind: 'overhead' | 'background';
  readonly stageMs: number;
  readonly instance: string | null;
}

/** Every event expected or seen, by (audit ID, stage). */
export interface Ledger {
  readonly ours: readonly OurEvent[];
  readonly others: readonly OtherEvent[];
  /** Instance of each connection of the receiver, learnt from our own requests. */
  readonly instanceByPeer: ReadonlyMap<string, string>;
}

/**
 * Matches requests with delivered events. Events of batches that were not answered 2xx do not count as delivered.
 * An answered request is expected to have made the events that the policy says; an unanswered one none.
 */
export function buildLedger(
  requests: readonly RequestRecord[],
  batches: readonly BatchRecord[],
  shapes: readonly LoadShape[],
  policy: Policy,
  trialKey: string,
): Ledger {
  const stagesOf = expectedStages(shapes, policy);
  const byKey = new Map<string, OurEvent>();
  const instanceById = new Map<string, string>();
  for (const request of requests) {
    instanceById.set(request.id, request.instance);
    if (request.status === null || !isMeasured(request.id, trialKey)) continue;
    for (const stage of stagesOf(request)) {
      byKey.set(`${request.id}/${stage}`, { request, stage, stageMs: null, arrivedMs: null, copies: 0 });
    }
  }
  const instanceByPeer = peers(batches, instanceById);
  const others: OtherEvent[] = [];
  for (const batch of batches) {
    if (!batch.delivered) continue;
    for (const event of batch.events) settle(event, batch, byKey, others, instanceByPeer, trialKey);
  }
  return { ours: [...byKey.values()], others, instanceByPeer };
}

/** The API server that made a batch; `null`: none of our requests has told. */
export function instanceOf({ instance, peer }: BatchRecord, instanceByPeer: Ledger['instanceByPeer']): string | null {
  return instance ?? instanceByPeer.get(peer ?? '') ?? null;
}

function settle(
  [id, stage, stageMs]: EventRecord,
  batch: BatchRecord,
  byKey: ReadonlyMap<string, OurEvent>,
  others: OtherEvent[],
  instanceByPeer: ReadonlyMap<string, string>,
  trialKey: string,
): void {
  const ours = byKey.get(`${id}/${stage}`);
  if (ours === undefined) {
    const kind = isOfTrial(id, trialKey) ? 'overhead' : 'background';
    others.push({ kind, stageMs, instance: instanceOf(batch, instanceByPeer) });
    return;
  }
  ours.copies += 1;
  if (ours.copies > 1) return;
  ours.stageMs = stageMs;
  ours.arrivedMs = batch.arrivedMs;
}

/** The API server behind each connection: the one that answered the first request of ours in its batches. */
function peers(
  batches: readonly BatchRecord[],
  instanceById: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const batch of batches) {
    if (batch.peer === undefined || known.has(batch.peer)) continue;
    const id = batch.events.find(([auditId]) => instanceById.has(auditId))?.[0];
    const instance = id === undefined ? undefined : instanceById.get(id);
    if (instance !== undefined) known.set(batch.peer, instance);
  }
  return known;
}

function isMeasured(id: string, trialKey: string): boolean {
  const parsed = parseAuditId(id);
  return parsed?.kind === 'measured' && parsed.trialKey === trialKey;
}
