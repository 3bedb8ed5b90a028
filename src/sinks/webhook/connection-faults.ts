import type { CertificatePair } from '../../core/credentials.ts';
import { type ConnectionFault, endMs, type FaultWindow, type ReceiverPlan } from '../../core/receiver.ts';
import { isConnectionFault } from '../../core/receiver-treatment.ts';
import type { Clock } from '../../core/scope.ts';
import type { HttpsServer } from '../../platform/https-server.ts';

export interface Certificates {
  readonly right: CertificatePair;
  /** Of an authority that the client does not know. */
  readonly wrong: CertificatePair;
}

/** Lets connections fail while the windows of a plan are open; no request tells of those, so it goes by the clock. */
export class ConnectionFaults {
  readonly #server: HttpsServer;
  readonly #certificates: Certificates;
  readonly #clock: Clock;
  #playing = new AbortController();
  /** Windows that are open now. */
  readonly #open = { shut: 0, tls: 0 };
  /** One change of the server at a time. */
  #changes: Promise<void> = Promise.resolve();

  constructor(server: HttpsServer, certificates: Certificates, clock: Clock) {
    this.#server = server;
    this.#certificates = certificates;
    this.#clock = clock;
  }

  /** `startMs`: epoch; `null`: the measurement has not begun, and connections are as they should be. */
  async play({ windows }: ReceiverPlan, startMs: number | null): Promise<void> {
    this.#playing.abort();
    this.#playing = new AbortController();
    await this.#heal();
    if (startMs === null) return;
    const { signal } = this.#playing;
    for (const window of windows) if (isConnectionFault(window.what)) void this.#follow(window, startMs, signal);
  }

  stop(): void {
    this.#playing.abort();
  }

  async #follow(window: FaultWindow, startMs: number, signal: AbortSignal): Promise<void> {
    const until = (sinceStartMs: number): Promise<void> =>
      this.#clock.sleep(startMs + sinceStartMs - this.#clock.nowMs(), signal);
    const kind = window.what.kind as ConnectionFault['kind'];
    const which = kind === 'tls' ? 'tls' : 'shut';
    try {
      await until(window.fromMs);
      await this.#change(which, 1);
      if (!Number.isFinite(endMs(window))) return;
      await until(endMs(window));
      await this.#change(which, -1);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #change(which: 'shut' | 'tls', by: 1 | -1): Promise<void> {
    this.#open[which] += by;
    const opened = by === 1 && this.#open[which] === 1;
    const closed = by === -1 && this.#open[which] === 0;
    if (opened || closed) this.#changes = this.#changes.then(() => this.#set(which, opened));
    return this.#changes;
  }

  async #set(which: 'shut' | 'tls', broken: boolean): Promise<void> {
    if (which === 'tls') this.#server.present(broken ? this.#certificates.wrong : this.#certificates.right);
    else if (broken) await this.#server.shut();
    else await this.#server.reopen();
  }

  /** What an aborted plan left broken. */
  async #heal(): Promise<void> {
    await this.#changes;
    for (const which of ['shut', 'tls'] as const) {
      if (this.#open[which] > 0) await this.#set(which, false);
      this.#open[which] = 0;
    }
  }
}
