import { Counter } from '../core/counter.ts';
import type { NamedCount } from '../core/lost-events.ts';
import type { ProfileTable, TrafficProfile } from '../core/traffic-profile.ts';
import { PROFILE_TABLES } from '../core/traffic-profile.ts';
import { DAY_MS } from '../core/recorded.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import { resourceName } from '../events/resource-name.ts';
import { Seconds } from './seconds.ts';
import { SizeQuantiles } from './size-quantiles.ts';

const MOST_ROWS = 20;
const DISPERSION_SECONDS = [1, 10, 60] as const;
/** Fewer say nothing of a variance. */
const LEAST_WINDOWS = 10;

/** Gathers what events say of a load; memory grows with the seconds and the names, not with the events. */
export class Traffic {
  readonly #seconds = new Seconds();
  readonly #tables = Object.fromEntries(PROFILE_TABLES.map((table) => [table, new Counter()])) as Record<
    ProfileTable,
    Counter
  >;
  readonly #sizes = new SizeQuantiles();
  readonly #watches = new SizeQuantiles();
  readonly #bytesByDay = new Map<number, number>();
  /** Of the day that events are coming in, not yet in the table. */
  #openDay = { day: Number.NaN, bytes: 0 };
  readonly #stages = new Counter();
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #events = 0;
  #bytes = 0;

  add(event: AuditEvent): void {
    const { stageMs, sizeBytes, verb, stage } = event;
    this.#events += 1;
    this.#bytes += sizeBytes + 1;
    if (stageMs < this.#firstMs) this.#firstMs = stageMs;
    if (stageMs > this.#lastMs) this.#lastMs = stageMs;
    this.#seconds.add(stageMs);
    this.#sizes.add(sizeBytes);
    this.#stages.add(stage);
    this.#addBytes(Math.floor(stageMs / DAY_MS), sizeBytes + 1);
    if (verb === 'watch' && stage === 'ResponseComplete') this.#watches.add(stageMs - event.requestReceivedMs);
    const tables = this.#tables;
    tables.verb.add(verb);
    tables.resource.add(this.#resourceOf(event));
    tables.namespace.add(event.objectRef?.namespace ?? '');
    tables.user.add(event.user.username);
    const { groups } = event.user;
    for (let at = 0; at < groups.length; at += 1) tables.group.add(groups[at] as string);
    tables.agent.add(agentName(event.userAgent));
    tables.level.add(event.level);
    tables.stage.add(stage);
    tables.code.add(event.responseCode === null ? '' : String(event.responseCode));
    tables.decision.add(event.annotations['authorization.k8s.io/decision'] ?? '');
  }

  /** Names are put together once for each resource: events of a kind share what they are about. */
  #resourceOf(event: AuditEvent): string {
    const { objectRef } = event;
    if (objectRef === null) return '';
    return objectRef.apiGroup === '' && objectRef.subresource === '' ? objectRef.resource : resourceName(event);
  }

  #addBytes(day: number, bytes: number): void {
    if (day !== this.#openDay.day) {
      this.#closeDay();
      this.#openDay.day = day;
    }
    this.#openDay.bytes += bytes;
  }

  #closeDay(): void {
    const { day, bytes } = this.#openDay;
    if (bytes > 0) this.#bytesByDay.set(day, (this.#bytesByDay.get(day) ?? 0) + bytes);
    this.#openDay = { day: Number.NaN, bytes: 0 };
  }

  get seconds(): Seconds {
    return this.#seconds;
  }

  /** The stage at which each request is counted once. */
  get countedStage(): AuditEvent['stage'] {
    const stages = this.#stages.most(4).map(({ name }) => name);
    for (const stage of ['ResponseComplete', 'ResponseStarted'] as const) if (stages.includes(stage)) return stage;
    return 'RequestReceived';
  }

  /** Errors: a bug of the caller's, when nothing was added. */
  profile(sources: readonly NamedCount[], mostRows = MOST_ROWS): TrafficProfile {
    this.#closeDay();
    const spanSeconds = Math.max(1, (this.#lastMs - this.#firstMs) / 1000);
    const mean = this.#bytes / spanSeconds;
    const busiestDay = (Math.max(...this.#bytesByDay.values()) * 1000) / DAY_MS;
    const counted = this.countedStage;
    return {
      sources,
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
      events: this.#events,
      requests: this.#stages.most(4).find(({ name }) => name === counted)?.count ?? 0,
      bytes: this.#bytes,
      perSecond: this.#seconds.summary(),
      busiestSecond: this.#seconds.busiest(1),
      busiestTenSeconds: this.#seconds.busiest(10),
      dispersion: DISPERSION_SECONDS.filter((seconds) => seconds * LEAST_WINDOWS <= this.#seconds.span).map(
        (seconds) => ({ seconds, index: this.#seconds.dispersion(seconds) }),
      ),
      bursts: this.#seconds.bursts(),
      byHour: this.#seconds.byHour(),
      series: this.#seconds.series(),
      tables: Object.fromEntries(
        PROFILE_TABLES.map((table) => [table, this.#tables[table].most(mostRows)]),
      ) as TrafficProfile['tables'],
      eventBytes: { mean: this.#bytes / this.#events - 1, ...this.#sizes.quantiles() },
      watches: {
        ended: this.#watches.count,
        p50Ms: this.#watches.count === 0 ? null : this.#watches.quantiles().p50,
        maxMs: this.#watches.count === 0 ? null : this.#watches.quantiles().max,
      },
      bytesPerSecond: { mean, busiestDay: Math.max(mean, busiestDay) },
    };
  }
}

/** Product and version: `kubectl/v1.36.3`. */
function agentName(agent: string): string {
  const end = agent.indexOf(' ');
  return end === -1 ? agent : agent.slice(0, end);
}
