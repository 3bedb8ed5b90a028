import { intendedTimes } from '../core/intended-times.ts';
import type { ConstantPhase } from '../core/scenario.ts';
import { startCannedServer } from '../platform/canned-server.ts';
import { epochMs } from '../platform/clock.ts';
import { devNull, JsonLinesWriter } from '../platform/files.ts';
import { PacedEngine } from './paced-engine.ts';
import { pace } from './pacer.ts';

/** After half as many requests some loads still fell 30 ms behind. */
const PHASE: ConstantPhase = {
  name: 'rehearsal',
  kind: 'constant',
  ratePerSecond: 4000,
  durationMs: 500,
  measure: false,
};
const CONNECTIONS = 32;

/**
 * Sends paced requests to a server in this very process. Node compiles code when it is hot: without a rehearsal a load
 * of 5,000/s falls behind at once, by up to 150 ms, and needs half a second to catch up (bench/pacing.js).
 * Nothing is sent to the cluster, where every request would be an audit event.
 */
export async function rehearse(): Promise<void> {
  const server = await startCannedServer();
  const engine = new PacedEngine(server.origin, CONNECTIONS, server);
  const writer = new JsonLinesWriter(devNull);
  const timesMs = intendedTimes(PHASE, 1);
  const startMs = epochMs();
  await new Promise<void>((resolve) => {
    let open = timesMs.length;
    const send = (index: number): void => {
      const id = `rehearsal-${index}`;
      const intendedMs = startMs + (timesMs[index] as number);
      engine.send({ id, method: 'GET', url: '/', body: null, contentType: null, intendedMs }, (outcome) => {
        writer.write({ id, intendedMs, ...outcome });
        open -= 1;
        if (open === 0) resolve();
      });
    };
    void pace(timesMs, startMs, send, new AbortController().signal);
  });
  await Promise.all([engine.close(), writer.close()]);
  await server.close();
}
