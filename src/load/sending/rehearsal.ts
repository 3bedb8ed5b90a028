import { intendedTimes } from '../../core/intended-times.ts';
import type { ConstantPhase } from '../../core/scenario.ts';
import { startCannedServer } from '../../platform/canned-server.ts';
import { epochMs } from '../../platform/clock.ts';
import { LineGatherer } from '../../platform/line-gatherer.ts';
import { PacedEngine } from './paced-engine.ts';
import { Pacer } from './pacer.ts';
import { RequestRecorder } from './request-recorder.ts';

const RATE_PER_SECOND = 4000;
/** After half as long some loads of 5,000/s still fell 30 ms behind. */
const LONGEST_MS = 500;
/** Up to half of this rate a shorter one gave the same error at p99, 0.1 ms (bench/pacing.js at 500 and 1,000/s). */
const NEEDS_LONGEST_PER_SECOND = 2000;
const SHORTEST_MS = 50;
const CONNECTIONS = 32;

/**
 * Sends paced requests to a server in this very process. Node compiles code when it is hot: without a rehearsal a load
 * of 5,000/s falls behind at once, by up to 150 ms, and needs half a second to catch up (bench/pacing.js).
 * Nothing is sent to the cluster, where every request would be an audit event.
 * @param peakPerSecond requests/s that the load asks of this worker at most
 */
export async function rehearse(peakPerSecond: number): Promise<void> {
  const server = await startCannedServer();
  const engine = new PacedEngine({ ...server, instance: 'rehearsal', balancer: null }, CONNECTIONS);
  const recorder = new RequestRecorder(new LineGatherer(() => {}));
  const timesMs = intendedTimes(phaseFor(peakPerSecond), 1);
  const startMs = epochMs();
  const send = (index: number): void => {
    const request = { id: `rehearsal-${index}`, number: index, shape: 0, name: '', url: '/' };
    const at = { phase: 0, instance: 'rehearsal', intendedMs: startMs + (timesMs[index] as number) };
    recorder.begin();
    const call = { id: request.id, method: 'GET', url: request.url, body: null, contentType: null } as const;
    engine.send(call, Number.POSITIVE_INFINITY, (outcome) => recorder.end(request, at, outcome));
  };
  await new Pacer(new AbortController().signal).pace({ timesMs, startMs, send, room: () => engine.room() });
  await recorder.allEnded();
  await engine.close();
  await server.close();
}

function phaseFor(peakPerSecond: number): ConstantPhase {
  const durationMs = Math.max(SHORTEST_MS, LONGEST_MS * Math.min(1, peakPerSecond / NEEDS_LONGEST_PER_SECOND));
  return { name: 'rehearsal', kind: 'constant', ratePerSecond: RATE_PER_SECOND, durationMs, measure: false };
}
