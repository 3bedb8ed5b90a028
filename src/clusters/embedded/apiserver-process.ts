import { parse } from 'yaml';
import { messageOf } from '../../core/errors.ts';
import { NO_POLICY, type Policy } from '../../core/policy.ts';
import { seededRandom } from '../../core/random.ts';
import { epochMs, makeAlarm, realClock } from '../../platform/clock.ts';
import { readTextIfThere } from '../../platform/files.ts';
import { RotatingFile } from '../../platform/log/rotating-file.ts';
import { startHttpsServer } from '../../platform/https-server.ts';
import { randomUuid, runProgram } from '../../platform/program-main.ts';
import { AuditBackend, auditToAll } from './audit-backend.ts';
import { logOutput, webhookOutput } from './audit-output.ts';
import { EmulatedApi } from './api.ts';
import { parseFlags } from './flags.ts';
import { makeHandler } from './handler.ts';
import { legacyLine } from './legacy-line.ts';
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
  const policy = await readPolicy(flags.policyFile, read);
  const metrics = new EmulatedMetrics(epochMs());
  const wait = (durationMs: number): Promise<void> => realClock.sleep(durationMs);
  const random = seededRandom(flags.port);
  const parts = {
    metrics,
    nowMs: epochMs,
    waitUntil: async (atMs: number) => {
      if (atMs > epochMs()) await wait(atMs - epochMs());
    },
    log,
  };
  const backends: AuditBackend[] = [];
  if (flags.log !== null) {
    const { path, settings, limits, legacy } = flags.log;
    const file = new RotatingFile(path, limits, epochMs);
    ensureLogFile(file);
    const output = logOutput(file, legacy ? legacyLine : (text) => text, log);
    backends.push(new AuditBackend({ ...parts, settings, output, alarm: makeAlarm() }));
  }
  if (flags.webhook !== null) {
    const { file, settings } = flags.webhook;
    const client = new WebhookClient(await read(file), settings.initialBackoffMs, random, wait);
    backends.push(new AuditBackend({ ...parts, settings, output: webhookOutput(client), alarm: makeAlarm() }));
  }
  const handle = makeHandler({
    api: new EmulatedApi(flags.version),
    audit: (event) => auditToAll(event, backends, metrics),
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
    clientCaPem: [
      await read(flags.clientCaFile),
      ...(flags.requestHeaderCaFile === null ? [] : [await read(flags.requestHeaderCaFile)]),
    ],
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
    for (const backend of backends) await backend.shutdown();
  };
});

/** A log that cannot be written keeps the API server from starting (k8s.io/apiserver pkg/server/options/audit.go at v0.36.3). */
function ensureLogFile(file: RotatingFile): void {
  try {
    file.open();
  } catch (error) {
    throw new Error(`ensureLogFile: ${messageOf(error)}`, { cause: error });
  }
}

/** Without a policy file nothing is audited. */
async function readPolicy(file: string, read: (file: string) => Promise<string>): Promise<Policy> {
  if (file === '') return NO_POLICY;
  const policy = parse(await read(file)) as Policy;
  if ((policy.rules ?? []).length > 0) return policy;
  throw new Error(`loading audit policy file: loaded illegal policy with 0 rules from file ${file}`);
}
