import { dirname, join, resolve } from 'node:path';
import { clusterFailed, messageOf, missingTool } from '../../core/errors.ts';
import type { Scope } from '../../core/scope.ts';
import type { ShipperSpec } from '../../core/shipper.ts';
import type { LogTarget } from '../../core/target.ts';
import { forkPeer } from '../../platform/child.ts';
import { FaultTeller } from '../../platform/faults.ts';
import { pathExists } from '../../platform/files.ts';
import { Held } from '../../platform/held.ts';
import { onRemote, type Remote, remote } from '../../platform/typed-channel.ts';
import { logSink } from '../log-file/sink.ts';
import type { Sink, SinkDriver, SinkOptions } from '../sink.ts';
import { awaitShipped } from './await-shipped.ts';
import type { OutputCalls, OutputEvents, OutputPlace } from './output-channel.ts';
import { filledCommand, ShipperProgram } from './shipper-program.ts';

/** The audit log, and beside it what a shipper makes of it: recorded apart, for one is compared with the other. */
export const shippedLogSink: SinkDriver<LogTarget> = {
  backend: 'log',
  async open(options, scope) {
    const { shipper: spec } = options;
    if (spec === null) throw new Error('no shipper is under test');
    const held = new Held();
    try {
      const log = held.keep(await logSink.open(options, scope));
      const faults = new FaultTeller();
      const { place, output } = await openOutput(spec, options, scope, faults, held);
      const program = startShipper(spec, log, place, scope, faults, held);
      return shippedLog({ spec, log, place, output, program, faults, scope, close: () => held.close() });
    } catch (error) {
      await held.close();
      throw error;
    }
  },
};

interface Parts {
  readonly spec: ShipperSpec;
  readonly log: Sink<LogTarget>;
  readonly place: string;
  readonly output: Remote<OutputCalls>;
  readonly program: ShipperProgram | null;
  readonly faults: FaultTeller;
  readonly scope: Scope;
  readonly close: () => Promise<void>;
}

function shippedLog({ spec, log, place, output, program, faults, scope, close }: Parts): Sink<LogTarget> {
  let restarting: Promise<void> = Promise.resolve();
  let stopRestarts = new AbortController();
  return {
    ...log,
    receiver: {
      async play(_, startMs) {
        stopRestarts.abort();
        await restarting.catch(() => {});
        if (program === null || startMs === null) return;
        stopRestarts = new AbortController();
        const signal = AbortSignal.any([scope.signal, stopRestarts.signal]);
        restarting = program.playRestarts(spec.restarts, startMs, signal);
        restarting.catch(() => {});
      },
    },
    async recordTo(file) {
      // It may have ended when nobody listened.
      if (file !== null && program?.failure != null) throw program.failure;
      await output.recordTo(file === null ? null : join(dirname(file), 'shipped.jsonl'));
      await log.recordTo(file);
    },
    async mark(atMs) {
      await output.mark(atMs);
      await log.mark(atMs);
    },
    async counters() {
      const { shippedSinceMark: _, ...seen } = await output.counters();
      return { ...(await log.counters()), shipper: { place, restarts: program?.restarts ?? 0, ...seen } };
    },
    async flush() {
      await log.flush();
      await restarting;
      scope.progress.step('waiting for the shipper');
      await awaitShipped(log, output, spec.patienceMs, scope);
      await output.flush();
    },
    onBroken(listener) {
      const stops = [log.onBroken?.(listener), faults.onBroken(listener)];
      return () => stops.forEach((stop) => stop?.());
    },
    async close() {
      stopRestarts.abort();
      await restarting.catch(() => {});
      await close();
    },
  };
}

async function openOutput(
  { output }: ShipperSpec,
  { bindAddress, receiverHost, port }: SinkOptions,
  { runDir }: Scope,
  faults: FaultTeller,
  held: Held,
): Promise<{ readonly place: string; readonly output: Remote<OutputCalls> }> {
  const where: OutputPlace =
    output.kind === 'file'
      ? { kind: 'file', path: resolve(runDir, output.path) }
      : { kind: 'webhook', host: bindAddress, port };
  if (where.kind === 'file' && !(await pathExists(dirname(where.path))))
    throw missingTool(`receiver.shipper.output: there is no folder ${dirname(where.path)}`, 'make it first');
  const logFile = join(runDir, 'shipper-output.log');
  const peer = held.keep(forkPeer('output-process', logFile));
  onRemote<OutputEvents, 'broken'>(peer, 'broken', (why) =>
    faults.tell(clusterFailed(`the output of the shipper cannot be read any more: ${why}`)),
  );
  const calls = remote<OutputCalls>(peer);
  try {
    const opened = await calls.start(where);
    return { place: where.kind === 'file' ? where.path : `http://${receiverHost}:${opened}/`, output: calls };
  } catch (error) {
    const why = messageOf(error);
    if (!why.includes('EADDRINUSE')) throw clusterFailed(`the output of the shipper cannot be read: ${why}`);
    throw missingTool(`receiver.port: ${port} is in use on ${bindAddress}`, 'choose another port');
  }
}

/** `null`: it runs already. */
function startShipper(
  { command }: ShipperSpec,
  { target }: Sink<LogTarget>,
  output: string,
  scope: Scope,
  faults: FaultTeller,
  held: Held,
): ShipperProgram | null {
  if (command === null) return null;
  const [first] = target.folders;
  // Each API server has a folder of its own, side by side.
  const dir = target.folders.length === 1 ? (first?.here ?? '') : join(dirname(first?.here ?? ''), '*');
  const filled = filledCommand(command, { log: join(dir, target.fileName), output });
  return held.keep(new ShipperProgram(filled, join(scope.runDir, 'shipper.log'), faults, scope));
}
