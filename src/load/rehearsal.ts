import { startCannedServer } from '../platform/canned-server.ts';
import { epochMs } from '../platform/clock.ts';
import { devNull, JsonLinesWriter } from '../platform/files.ts';
import { PacedEngine } from './paced-engine.ts';
import { pace } from './pacer.ts';

/** Half a second; after half as many some loads still fell 30 ms behind. */
const REQUESTS = 2000;
const RATE_PER_SECOND = 4000;
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
  const timesMs = Float64Array.from({ length: REQUESTS }, (_, index) => (index * 1000) / RATE_PER_SECOND);
  const startMs = epochMs();
  await new Promise<void>((resolve) => {
    let open = REQUESTS;
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
