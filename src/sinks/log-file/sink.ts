import { basename, dirname, join } from 'node:path';
import { clusterFailed, messageOf, missingTool } from '../../core/errors.ts';
import { LOG_FILE, type LogFolder } from '../../core/log.ts';
import type { LogTarget } from '../../core/target.ts';
import { forkPeer } from '../../platform/child.ts';
import { makeDir, pathExists } from '../../platform/files.ts';
import { makeOwnDir } from '../../platform/own-dirs.ts';
import { FaultTeller } from '../../platform/faults.ts';
import { onRemote, remote } from '../../platform/typed-channel.ts';
import type { LogOptions, SinkDriver } from '../sink.ts';
import type { FollowerCalls, FollowerEvents } from './follower-channel.ts';

/** Follows the log files that API servers write, one each, across their rotation. */
export const logSink: SinkDriver<LogTarget> = {
  backend: 'log',
  async open({ log: options }, scope) {
    const { spec } = options;
    const own = spec.path === null ? await makeOwnDir(scope.runDir) : null;
    const dir = own === null ? dirname(spec.path ?? '') : join(own.path, 'log');
    const fileName = spec.path === null ? LOG_FILE : basename(spec.path);
    const folders = logFolders(options, dir);
    const files = folders.map(({ instance, here }) => ({ instance, path: join(here, fileName) }));
    await refuseForeign(files.map(({ path }) => path));
    for (const { here } of folders) await makeDir(here);
    const logFile = join(scope.runDir, 'follower.log');
    const peer = forkPeer('follower-process', logFile);
    const follower = remote<FollowerCalls>(peer);
    const faults = new FaultTeller();
    onRemote<FollowerEvents, 'broken'>(peer, 'broken', (why) =>
      faults.tell(clusterFailed(`the audit log in ${dir} cannot be followed any more: ${why}`)),
    );
    let closing = false;
    void peer.ended.then((how) => {
      if (!closing) faults.tell(clusterFailed(`what follows the audit log ${how}; its output: ${logFile}`));
    });
    const close = async (): Promise<void> => {
      closing = true;
      await peer.close();
      await own?.close();
    };
    try {
      await follower.start({ files, format: spec.format });
    } catch (error) {
      await close();
      throw clusterFailed(`the audit log in ${dir} cannot be followed: ${messageOf(error)}`);
    }
    return {
      target: { backend: 'log', folders, fileName, spec },
      sees: 'events',
      receiver: null,
      recordTo: follower.recordTo,
      mark: follower.mark,
      counters: follower.counters,
      flush: follower.flush,
      onBroken: (listener) => faults.onBroken(listener),
      close,
    };
  },
};

/** A folder for each API server; one alone writes where the scenario says. */
function logFolders({ instances, there }: LogOptions, dir: string): readonly LogFolder[] {
  return instances.map((instance) => {
    const here = instances.length === 1 ? dir : join(dir, instance);
    return { instance, here, there: there ?? here };
  });
}

/** kube-apiserver would append to a log that somebody keeps, and its rotation delete what is old. */
async function refuseForeign(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (!(await pathExists(path))) continue;
    throw missingTool(`log.path: ${path} is there already`, 'name a file that is not there, or move it away');
  }
}
