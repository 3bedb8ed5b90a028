import { flagArguments, settingsToFlags } from '../../src/core/flags.ts';
import { auditId } from '../../src/core/audit-id.ts';
import type { AppliedAudit, Cluster, ClusterProvider, SettingsControl } from '../../src/clusters/provider.ts';
import { intendedCount, intendedTimes } from '../../src/core/intended-times.ts';
import { mixShapes } from '../../src/core/load-shape.ts';
import type { RequestRecord } from '../../src/core/records.ts';
import type { AuditChange, BackendSettings } from '../../src/core/target.ts';
import type { LoadDriver, LoadOptions, PhaseSummary } from '../../src/load/generator.ts';
import { JsonLinesWriter } from '../../src/platform/files.ts';
import type { ProbeDriver } from '../../src/probes/probe.ts';
import type { Drivers } from '../../src/runner/drivers.ts';
import type { SinkDriver } from '../../src/sinks/sink.ts';
import type { FakeApiserver } from './fake-apiserver.ts';
import type { VirtualClock } from './virtual-clock.ts';

const INSTANCE = 'apiserver-1';
const NOBODY = { kind: 'token', token: '' } as const;
/** From a request's send to its answer. */
const SERVICE_MS = 1;

export interface FakeFaults {
  /** Added to every send: a machine that is too busy. */
  readonly sendLagMs?: number;
  /** The scrape fails from this one on. */
  readonly scrapesUntil?: number;
}

/** Every driver of a run on one fake API server and a virtual clock; nothing is started. */
export function fakeDrivers(apiserver: FakeApiserver, clock: VirtualClock, faults: FakeFaults = {}): Drivers {
  return {
    provider: fakeProvider(apiserver, clock),
    sink: fakeSink(apiserver),
    alongside: null,
    load: fakeLoad(apiserver, clock, faults),
    probe: fakeProbe(apiserver, clock, faults),
    strategy: null,
    reporters: [],
  };
}

function fakeProvider(apiserver: FakeApiserver, clock: VirtualClock): ClusterProvider {
  let last: BackendSettings = {};
  const apply = async (settings: BackendSettings): Promise<AppliedAudit> => {
    last = settings;
    apiserver.start(settings.webhook);
    return { flags: settings.webhook === undefined ? {} : settingsToFlags(settings.webhook, 'webhook') };
  };
  return {
    name: 'local',
    capabilities: { emulated: false, settings: 'changed', events: 'every API server', logFolders: 'on this machine' },
    preflight: async () => [],
    prepare: async () => ({
      bindAddress: '127.0.0.1',
      receiverHost: '127.0.0.1',
      log: { instances: [INSTANCE], there: null },
    }),
    async start(audit) {
      const started = audit === 'as it is' ? { flags: {} } : await apply(audit.settings);
      const cluster: Cluster = {
        kubernetesVersion: '1.36.3',
        origin: flagArguments(started.flags).join(' '),
        api: {
          instances: [{ name: INSTANCE, origin: 'https://127.0.0.1:1' }],
          caPem: '',
          admin: NOBODY,
          frontProxy: null,
          credentialsFor: async () => NOBODY,
        },
        started,
        settings: {
          apply: ({ settings }) => apply(settings),
          restart: fakeRestart(apiserver, clock, (change) => apply(change?.settings ?? last)),
        },
        failure: () => apiserver.ended,
        collectLogs: async () => {},
        close: async () => {},
      };
      return cluster;
    },
  };
}

function fakeRestart(
  apiserver: FakeApiserver,
  clock: VirtualClock,
  start: (change: AuditChange | undefined) => Promise<AppliedAudit>,
): SettingsControl['restart'] {
  return async ({ kind, awayMs, beforeEnd, change }, signal) => {
    await beforeEnd();
    const downMs = clock.nowMs();
    const goneMs = apiserver.end(kind);
    // A process takes a moment to start.
    await clock.sleep(Math.max(goneMs + 1, downMs + awayMs) - downMs, signal);
    await start(change);
    return { downMs, goneMs, upMs: clock.nowMs(), ended: kind === 'restart' ? 'by itself' : 'killed' };
  };
}

function fakeSink(apiserver: FakeApiserver): SinkDriver {
  return {
    backend: 'webhook',
    async open() {
      let writer: JsonLinesWriter | null = null;
      return {
        target: {
          backend: 'webhook',
          url: 'https://127.0.0.1:2/audit',
          caPem: '',
          clientCertificatePem: '',
          clientKeyPem: '',
        },
        sees: 'events',
        receiver: { play: async (plan, startMs) => apiserver.play(plan, startMs) },
        async recordTo(file) {
          await writer?.close();
          const opened = file === null ? null : new JsonLinesWriter(file);
          writer = opened;
          apiserver.recordTo((batch) => opened?.write(batch));
        },
        mark: async (atMs) => apiserver.mark(atMs),
        counters: async () => apiserver.sinkCounters(),
        flush: async () => writer?.flush(),
        close: async () => {},
      };
    },
  };
}

function fakeProbe(apiserver: FakeApiserver, clock: VirtualClock, { scrapesUntil }: FakeFaults): ProbeDriver {
  return {
    async open() {
      let scrapes = 0;
      return {
        async read(mark) {
          scrapes += 1;
          const at = { instance: INSTANCE, sentMs: clock.nowMs(), doneMs: clock.nowMs(), mark };
          if (scrapes > (scrapesUntil ?? Number.POSITIVE_INFINITY))
            return [{ ...at, counters: null, error: 'refused' }];
          if (apiserver.isAway) return [{ ...at, counters: null, error: 'refused' }];
          return [{ ...at, counters: apiserver.counters() }];
        },
        async get(_instance, _path, id) {
          apiserver.request(id);
          return 200;
        },
        close: async () => {},
      };
    },
  };
}

function fakeLoad(apiserver: FakeApiserver, clock: VirtualClock, { sendLagMs = 0 }: FakeFaults): LoadDriver {
  return {
    async open(options, scope) {
      const writer = new JsonLinesWriter(options.recordFile);
      let number = 0;
      const send = (phase: number, intendedMs: number): void => {
        number += 1;
        const id = auditId(options.trialKey, options.load.phases[phase]?.measure ? 'measured' : 'warmup', number);
        const sentMs = clock.nowMs();
        const at = { id, phase, shape: 0, instance: INSTANCE, intendedMs };
        const record: RequestRecord = apiserver.request(id)
          ? { ...at, sentMs, doneMs: sentMs + SERVICE_MS, status: 200 }
          : { ...at, sentMs: null, doneMs: null, status: null, error: 'refused' };
        writer.write(record);
      };
      return {
        setUp: async () => {},
        async run(indexes, listener) {
          const phases: PhaseSummary[] = [];
          for (const index of indexes)
            phases.push(await runPhase(index, { ...options, sendLagMs }, clock, scope.signal, send));
          listener({ phase: indexes.at(-1) ?? null, intended: number, sent: number, answered: number });
          await writer.flush();
          const workers = [{ name: 'fake', firstSendLagMs: sendLagMs, lost: null }];
          return { phases, shapes: mixShapes(options.load, options.trialKey), workers };
        },
        cleanUp: async () => {},
        close: () => writer.close(),
      };
    },
  };
}

/** The requests of a phase reach the API server in order before anybody else is woken. */
async function runPhase(
  index: number,
  { load, multiple, sendLagMs }: LoadOptions & { readonly sendLagMs: number },
  clock: VirtualClock,
  signal: AbortSignal,
  send: (phase: number, intendedMs: number) => void,
): Promise<PhaseSummary> {
  const phase = load.phases[index] ?? expectPhase(index);
  const startMs = clock.nowMs();
  const timesMs =
    phase.kind === 'burst' ? new Float64Array(intendedCount(phase, multiple)) : intendedTimes(phase, multiple);
  const lengthMs = phase.kind === 'burst' ? 1 : phase.durationMs;
  for (const timeMs of timesMs) {
    const leftMs = startMs + timeMs + sendLagMs - clock.nowMs();
    if (leftMs > 0) await clock.sleep(leftMs, signal);
    send(index, startMs + timeMs);
  }
  await clock.sleep(startMs + lengthMs - clock.nowMs(), signal);
  return { index, kind: phase.kind, startMs, endMs: clock.nowMs(), intended: timesMs.length };
}

function expectPhase(index: number): never {
  throw new Error(`the load has no phase ${index}`);
}
