import { clusterFailed, messageOf, missingTool } from '../../core/errors.ts';
import type { Resource } from '../../core/scope.ts';
import { type ChildPeer, forkPeer } from '../../platform/child.ts';
import { FaultTeller } from '../../platform/faults.ts';
import { onRemote, type Remote, remote } from '../../platform/typed-channel.ts';
import type { ReceiverCalls, ReceiverEvents, ReceiverStart } from './receiver-process.ts';

/** The receiver's process: its end is told with its cause, and it can be started again at the same place. */
export class WatchedReceiver implements Resource {
  readonly faults = new FaultTeller();
  /** True: the process has ended. */
  ended = false;
  readonly #start: ReceiverStart;
  readonly #logFile: string;
  readonly #note: (sentence: string) => void;
  #peer: ChildPeer;
  #closing = false;

  /** `note`: told what is no end of it. Errors: AuditBenchError when it cannot listen there (exit 3 for a port in use, else 4). */
  static async start(
    start: ReceiverStart,
    logFile: string,
    note: (sentence: string) => void,
  ): Promise<WatchedReceiver> {
    const { peer, port } = await forkReceiver(start, logFile);
    return new WatchedReceiver(peer, { ...start, port }, logFile, note);
  }

  private constructor(peer: ChildPeer, start: ReceiverStart, logFile: string, note: (sentence: string) => void) {
    this.#start = start;
    this.#note = note;
    this.#logFile = logFile;
    this.#peer = peer;
    this.#watch();
  }

  get port(): number {
    return this.#start.port;
  }

  get calls(): Remote<ReceiverCalls> {
    return remote<ReceiverCalls>(this.#peer);
  }

  /** Does nothing while it runs. */
  async startAgain(): Promise<void> {
    if (!this.ended) return;
    ({ peer: this.#peer } = await forkReceiver(this.#start, this.#logFile));
    this.ended = false;
    this.#watch();
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#peer.close();
  }

  #watch(): void {
    onRemote<ReceiverEvents, 'broken'>(this.#peer, 'broken', (why) => this.faults.tell(clusterFailed(why)));
    onRemote<ReceiverEvents, 'notForwarded'>(this.#peer, 'notForwarded', (why) =>
      this.#note(`a POST was not answered by the backend: ${why}`),
    );
    void this.#peer.ended.then((how) => {
      this.ended = true;
      if (!this.#closing) this.faults.tell(clusterFailed(`the receiver ${how}; its output: ${this.#logFile}`));
    });
  }
}

async function forkReceiver(start: ReceiverStart, logFile: string): Promise<{ peer: ChildPeer; port: number }> {
  const peer = forkPeer('receiver-process', logFile);
  try {
    return { peer, port: await remote<ReceiverCalls>(peer).start(start) };
  } catch (error) {
    await peer.close();
    throw openFailure(messageOf(error), start.host, start.port);
  }
}

function openFailure(reason: string, bindAddress: string, port: number): Error {
  if (reason.includes('EADDRINUSE')) {
    return missingTool(
      `receiver.port: ${port} is in use on ${bindAddress}`,
      'choose another port, or leave it out for a free one',
    );
  }
  return clusterFailed(
    `the receiver cannot listen on ${bindAddress}: ${reason}`,
    'the address must belong to this machine',
  );
}
