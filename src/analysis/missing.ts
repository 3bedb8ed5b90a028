import { pathOf } from '../core/load-shape.ts';
import type { MissingEvent } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import type { OurEvent } from './ledger.ts';

const SAMPLE_SIZE = 100;

/** The first 100 events that never arrived, by time, with the request that made them. */
export function missingEvents(ours: readonly OurEvent[], meta: TrialMeta): readonly MissingEvent[] {
  return ours
    .filter(({ stageMs }) => stageMs === null)
    .map((event) => ({ event, atMs: eventTimeMs(event) - meta.startMs }))
    .sort((a, b) => a.atMs - b.atMs)
    .slice(0, SAMPLE_SIZE)
    .map(({ event: { request, stage }, atMs }) => {
      const shape = meta.shapes[request.shape];
      return {
        auditId: request.id,
        stage,
        atMs,
        request: shape === undefined ? '' : `${shape.method} ${pathOf(shape, request.name ?? '')}`,
        status: request.status,
      };
    });
}

/** When the client saw it: a request is received when it is sent, and complete when its answer is there. */
export function eventTimeMs({ request, stage }: OurEvent): number {
  const sentMs = request.sentMs ?? request.intendedMs;
  return stage === 'RequestReceived' || stage === 'ResponseStarted' ? sentMs : (request.doneMs ?? sentMs);
}
