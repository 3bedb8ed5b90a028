import { Counter } from '../core/counter.ts';
import type { NamedCount } from '../core/lost-events.ts';
import type { ProfileTable, TrafficProfile } from '../core/traffic-profile.ts';
import { PROFILE_TABLES } from '../core/traffic-profile.ts';
import { DAY_MS } from '../core/recorded.ts';
import type { AuditStage } from '../core/policy.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import type { EventPart } from '../events/event-parts.ts';
import type { UsualLine } from '../events/usual-line.ts';
import { resourceName } from '../events/resource-name.ts';
import { Seconds } from './seconds.ts';
import { SizeQuantiles } from './size-quantiles.ts';

const MOST_ROWS = 20;
const DISPERSION_SECONDS = [1, 10, 60] as const;
/** Fewer say nothing of a variance. */
const LEAST_WINDOWS = 10;
/** Counted before there are more: who reads lines forgets them, and they must not stay here. */
const MOST_PARTS = 20_000;

/** When an event came, and how large it is. */
type Moment = Pick<AuditEvent, 'stageMs' | 'requestReceivedMs' | 'sizeBytes'>;

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
  /** Those that were counted since their names were. */
  readonly #parts: EventPart[] = [];
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #events = 0;
  #bytes = 0;

  add(event: AuditEvent): void {
    this.#addMoment(event, event.verb, event.stage);
    this.#addNames(event, 1);
  }

  /** The same of a line: its names are counted once for all lines that have them. */
  addLine(line: UsualLine): void {
    const { level, stage, sender, object, answer, notes } = line;
    if (sender === null) return;
    this.#addMoment(line, sender.fields.verb, stage.fields.stage);
    this.#addPart(level);
    this.#addPart(stage);
    this.#addPart(sender);
    this.#addPart(object);
    this.#addPart(answer);
    this.#addPart(notes);
    if (this.#parts.length > MOST_PARTS) this.#countParts();
  }

  #addMoment({ stageMs, requestReceivedMs, sizeBytes }: Moment, verb: string, stage: AuditStage): void {
    this.#events += 1;
    this.#bytes += sizeBytes + 1;
    if (stageMs < this.#firstMs) this.#firstMs = stageMs;
    if (stageMs > this.#lastMs) this.#lastMs = stageMs;
    this.#seconds.add(stageMs);
    this.#sizes.add(sizeBytes);
    this.#addBytes(Math.floor(stageMs / DAY_MS), sizeBytes + 1);
    if (verb === 'watch' && stage === 'ResponseComplete') this.#watches.add(stageMs - requestReceivedMs);
  }

  #addPart(part: EventPart): void {
    if (part.lines === 0) this.#parts.push(part);
    part.lines += 1;
  }

  #countParts(): void {
    for (const part of this.#parts) {
      this.#addNames(part.fields, part.lines);
      part.lines = 0;
    }
    this.#parts.length = 0;
  }

  /** Of an event, or of what some events have alike. */
  #addNames(of: Partial<AuditEvent>, count: number): void {
    const tables = this.#tables;
    if (of.verb !== undefined) tables.verb.add(of.verb, count);
    if (of.objectRef !== undefined) {
      tables.resource.add(resourceName({ objectRef: of.objectRef }), count);
      tables.namespace.add(of.objectRef?.namespace ?? '', count);
    }
    if (of.user !== undefined) {
      tables.user.add(of.user.username, count);
      for (const group of of.user.groups) tables.group.add(group, count);
    }
    if (of.userAgent !== undefined) tables.agent.add(agentName(of.userAgent), count);
    if (of.level !== undefined) tables.level.add(of.level, count);
    if (of.stage !== undefined) tables.stage.add(of.stage, count);
    if (of.responseCode !== undefined) tables.code.add(String(of.responseCode ?? ''), count);
    if (of.annotations !== undefined) tables.decision.add(of.annotations['authorization.k8s.io/decision'] ?? '', count);
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
    this.#countParts();
    const stages = this.#tables.stage.most(4).map(({ name }) => name);
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
      requests: this.#tables.stage.most(4).find(({ name }) => name === counted)?.count ?? 0,
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
