import type { RequestRecord } from '../core/records.ts';
import type { PhaseResult, RequestAccount } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';

type Counts = { -readonly [Key in keyof RequestAccount]: RequestAccount[Key] };

/** What became of the requests, by phase and of the measured ones together. */
export class RequestAccounts {
  readonly #meta: TrialMeta;
  readonly #byPhase: Counts[] = [];
  readonly #measured: Counts = noCounts();
  readonly #sentTo = new Map<string, number>();
  /** Of the measured ones, answered 429. */
  status429 = 0;

  constructor(meta: TrialMeta) {
    this.#meta = meta;
  }

  add(record: RequestRecord): void {
    const { mode } = this.#meta.settings;
    const phase = (this.#byPhase[record.phase] ??= noCounts());
    count(phase, record, mode === 'blocking-strict');
    if (this.#meta.load.phases[record.phase]?.measure !== true) return;
    count(this.#measured, record, mode === 'blocking-strict');
    if (record.sentMs !== null) this.#sentTo.set(record.instance, this.sentTo(record.instance) + 1);
    if (record.status === 429) this.status429 += 1;
  }

  /**
   * Of the measured phases. Who went away in the middle of a share took records with it: what was intended then is what
   * the phases say, and the rest of it is not known.
   */
  get measured(): RequestAccount {
    if (!this.#meta.workers?.some(({ lost }) => lost !== null)) return this.#measured;
    const planned = this.#meta.phases.reduce((sum, { measure, intended }) => sum + (measure ? intended : 0), 0);
    return { ...this.#measured, intended: Math.max(planned, this.#measured.intended) };
  }

  /** Of the measured ones, sent to this API server. */
  sentTo(instance: string): number {
    return this.#sentTo.get(instance) ?? 0;
  }

  /** The phases that ran, each with the rate at which its requests were sent. */
  phases(): readonly PhaseResult[] {
    return this.#meta.phases.map(({ index, name, kind, measure, startMs, endMs }) => {
      const requests = this.#byPhase[index] ?? noCounts();
      const seconds = (endMs - startMs) / 1000;
      return {
        name,
        kind,
        measure,
        startMs: startMs - this.#meta.startMs,
        endMs: endMs - this.#meta.startMs,
        requests,
        requestsPerSecond: seconds > 0 ? requests.sent / seconds : null,
      };
    });
  }
}

function noCounts(): Counts {
  return { intended: 0, sent: 0, skipped: 0, answered: 0, rejected: 0 };
}

/** `rejected`: 429, or 500 in blocking-strict mode (`refusesWith500`), where the audit backend refuses. */
function count(counts: Counts, { sentMs, status }: RequestRecord, refusesWith500: boolean): void {
  counts.intended += 1;
  if (sentMs === null) counts.skipped += 1;
  else counts.sent += 1;
  if (status !== null) counts.answered += 1;
  if (status === 429 || (status === 500 && refusesWith500)) counts.rejected += 1;
}
