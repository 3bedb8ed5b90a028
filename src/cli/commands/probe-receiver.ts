import { resolve } from 'node:path';
import { badInput } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { isLoopback } from '../../core/loopback.ts';
import { type OwnBackend, placeOfBackend } from '../../core/own-backend.ts';
import {
  nextConcurrency,
  PROBE_HEAD,
  PROBE_VERSION,
  probeRows,
  probeSentence,
  type ProbeStep,
  type ReceiverProbeResult,
  sustainedStep,
} from '../../core/receiver-probe.ts';
import { parseDurationMs, parseSizeBytes } from '../../core/units.ts';
import { eventListBody } from '../../load/receiver-probe/event-list-body.ts';
import { probeStep } from '../../load/receiver-probe/probe-step.ts';
import { epochMs } from '../../platform/clock.ts';
import { writeFileAtomic } from '../../platform/files.ts';
import { verifyServer } from '../../platform/tls-check.ts';
import { probePage } from '../../report/probe-page.ts';
import { withInterrupt } from '../interrupt.ts';
import { readUserFile } from '../load-files.ts';
import { plainTable } from '../table.ts';
import type { Command } from './command.ts';

interface ProbeArguments {
  readonly url: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly batch: number;
  readonly eventSize: string;
  readonly for: string;
  readonly out?: string;
  readonly html?: string;
  readonly yesLoadThisHost: boolean;
  readonly json: boolean;
}

/** Loads a receiver with EventLists, more and more at once, until it takes no more. */
export const probeReceiverCommand: Command<ProbeArguments> = {
  builder: (yargs) =>
    yargs
      .positional('url', { type: 'string', demandOption: true, describe: 'where it takes POSTs' })
      .option('ca-file', { type: 'string', describe: 'authority of its certificate (PEM)' })
      .option('cert-file', { type: 'string', describe: 'client certificate (PEM)' })
      .option('key-file', { type: 'string', describe: 'its key (PEM)' })
      .option('batch', { type: 'number', default: 400, describe: 'events in each list' })
      .option('event-size', { type: 'string', default: '1KiB', describe: 'bytes of each event' })
      .option('for', { type: 'string', default: '3s', describe: 'how long each step lasts' })
      .option('out', { type: 'string', describe: 'write the result into this file, for tune.limits.fromProbe' })
      .option('html', { type: 'string', requiresArg: true, describe: 'write a page with its curves into this file' })
      .option('yes-load-this-host', {
        type: 'boolean',
        default: false,
        describe: 'load a host that is not this machine',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' }) as never,
  async handler(args) {
    const backend = await backendOf(args);
    const durationMs = parseDurationMs(args.for) ?? 0;
    if (durationMs < 1000) throw badInput(`--for: expected a duration of at least 1s such as "3s", got "${args.for}"`);
    const eventBytes = parseSizeBytes(args.eventSize);
    if (eventBytes === undefined)
      throw badInput(`--event-size: expected a size such as "1KiB", got "${args.eventSize}"`);
    if (!Number.isInteger(args.batch) || args.batch < 1)
      throw badInput(`--batch: expected a whole number from 1, got ${args.batch}`);
    const body = eventListBody(args.batch, eventBytes, epochMs());
    await reach(backend);
    const steps: ProbeStep[] = [];
    const load = { backend, body, batchEvents: args.batch, durationMs };
    await withInterrupt(async (signal) => {
      for (let at = nextConcurrency(steps); at !== null; at = nextConcurrency(steps))
        steps.push(await probeStep(load, at, signal));
    });
    const result: ReceiverProbeResult = {
      probe: PROBE_VERSION,
      probedAt: new Date(epochMs()).toISOString(),
      place: placeOfBackend(backend),
      batchEvents: args.batch,
      bodyBytes: Buffer.byteLength(body),
      steps,
      sustained: sustainedStep(steps),
    };
    if (args.out !== undefined) await writeFileAtomic(args.out, `${JSON.stringify(result, null, 2)}\n`);
    if (args.html !== undefined) await writeFileAtomic(args.html, await probePage(result));
    console.log(
      args.json
        ? JSON.stringify(result, null, 2)
        : [plainTable(PROBE_HEAD, probeRows(result)), '', probeSentence(result)].join('\n'),
    );
    process.exitCode = result.sustained === null ? EXIT.objectiveMissed : EXIT.ok;
  },
};

async function backendOf({ url, caFile, certFile, keyFile, yesLoadThisHost }: ProbeArguments): Promise<OwnBackend> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw badInput(`expected an address such as "https://10.0.0.5:8443/audit", got "${url}"`);
  if (!isLoopback(new URL(url).hostname) && !yesLoadThisHost)
    throw badInput(
      `${new URL(url).host} is not this machine, and is loaded until it takes no more`,
      'give --yes-load-this-host where that is meant',
    );
  if ((certFile === undefined) !== (keyFile === undefined))
    throw badInput('--cert-file and --key-file belong together');
  const read = async (file: string | undefined): Promise<string | null> =>
    file === undefined ? null : readUserFile(resolve(file));
  const [caPem, certificatePem, keyPem] = [await read(caFile), await read(certFile), await read(keyFile)];
  const client = certificatePem === null || keyPem === null ? null : { certificatePem, keyPem };
  return { via: 'external', url, caPem, client, headers: [] };
}

async function reach({ url, caPem, client }: OwnBackend): Promise<void> {
  const credentials = client === null ? null : ({ ...client, kind: 'certificate' } as const);
  await verifyServer({ origin: new URL(url).origin, caPem, client: credentials }).catch((error: unknown) => {
    throw badInput(`${new URL(url).host} cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
  });
}
