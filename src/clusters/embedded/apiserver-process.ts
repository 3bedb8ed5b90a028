import { parse } from 'yaml';
import { messageOf } from '../../core/errors.ts';
import type { Policy } from '../../core/policy.ts';
import { seededRandom } from '../../core/random.ts';
import { epochMs, makeAlarm, realClock } from '../../platform/clock.ts';
import { readTextIfThere } from '../../platform/files.ts';
import { startHttpsServer } from '../../platform/https-server.ts';
import { randomUuid, runProgram } from '../../platform/program-main.ts';
import { AuditBackend } from './audit-backend.ts';
import { EmulatedApi } from './api.ts';
import { parseFlags } from './flags.ts';
import { makeHandler } from './handler.ts';
import { EmulatedMetrics } from './metrics.ts';
import { WebhookClient } from './webhook-client.ts';

/**
 * The emulated API server: a program of its own with the flags of the real one, so that the runner cannot tell them
 * apart. Starts listening, drains its audit buffer at SIGTERM, ends with status 1 and a sentence when it cannot start.
 */
await runProgram(async (args, log) => {
  const flags = parseFlags(args);
  const read = async (file: string): Promise<string> => {
    const text = await readTextIfThere(file);
    if (text === undefined) throw new Error(`open ${file}: no such file or directory`);
    return text;
  };
  const policy = parse(await read(flags.policyFile)) as Policy;
  if ((policy.rules ?? []).length === 0)
    throw new Error(`loading audit policy file: loaded illegal policy with 0 rules from file ${flags.policyFile}`);
  const metrics = new EmulatedMetrics(epochMs());
  const wait = (durationMs: number): Promise<void> => realClock.sleep(durationMs);
  const random = seededRandom(flags.port);
  const webhook = new WebhookClient(await read(flags.webhookFile), flags.settings.initialBackoffMs, random, wait);
  const backend = new AuditBackend({
    settings: flags.settings,
    webhook,
    metrics,
    alarm: makeAlarm(),
    nowMs: epochMs,
    waitUntil: async (atMs) => {
      if (atMs > epochMs()) await wait(atMs - epochMs());
    },
    log,
  });
  const handle = makeHandler({
    api: new EmulatedApi(flags.version),
    backend,
    metrics,
    policy,
    nowMs: epochMs,
    wait,
    newAuditId: randomUuid,
    serviceTimeMs: flags.serviceTimeMs,
  });
  const server = await startHttpsServer({
    host: flags.host,
    port: flags.port,
    certificate: { certificatePem: await read(flags.certFile), keyPem: await read(flags.keyFile) },
    clientCaPem: await read(flags.clientCaFile),
    rejectUnauthorized: false,
    onRequest: (request, response) => {
      handle(request, response).catch((error: unknown) => {
        log(`request failed: ${messageOf(error)}`);
        response.destroy();
      });
    },
  });
  return async () => {
    await server.close();
    await backend.shutdown();
    await webhook.close();
  };
});
