import type { Bursts, Busiest, RateSummary, TrafficProfile } from '../core/traffic-profile.ts';

const MOST_BINS = 600;
const HOUR_SECONDS = 3600;
const MOST_BURSTS = 5;
const BURST_FACTOR = 3;
const BURST_LEAST = 10;

/** How many events came in each second: only seconds that have some take memory, so a clock that jumps costs nothing. */
export class Seconds {
  readonly #counts = new Map<number, number>();
  /** Of the second that events are coming in, not yet in the table. */
  #open = { second: Number.NaN, count: 0 };
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  #total = 0;

  add(atMs: number): void {
    const second = Math.floor(atMs / 1000);
    if (second !== this.#open.second) {
      this.#flush();
      this.#open.second = second;
    }
    this.#open.count += 1;
    if (second < this.#first) this.#first = second;
    if (second > this.#last) this.#last = second;
    this.#total += 1;
  }

  #flush(): void {
    const { second, count } = this.#open;
    if (count > 0) this.#counts.set(second, (this.#counts.get(second) ?? 0) + count);
    this.#open = { second: Number.NaN, count: 0 };
  }

  /** Events in each second that has some. */
  get #table(): ReadonlyMap<number, number> {
    this.#flush();
    return this.#counts;
  }

  /** Seconds from the first to the last, those included. */
  get span(): number {
    return this.#total === 0 ? 0 : this.#last - this.#first + 1;
  }

  get firstSecond(): number {
    return this.#first;
  }

  at(second: number): number {
    return this.#table.get(second) ?? 0;
  }

  summary(): RateSummary {
    const counts = Float64Array.from(this.#table.values()).sort();
    const empty = this.span - counts.length;
    const quantile = (share: number): number => {
      const place = Math.ceil(share * this.span) - 1 - empty;
      return place < 0 ? 0 : (counts[place] ?? 0);
    };
    return {
      mean: this.#total / Math.max(1, this.span),
      p50: quantile(0.5),
      p99: quantile(0.99),
      max: counts.at(-1) ?? 0,
    };
  }

  /** The window of so many seconds with most events; it begins on a full second. */
  busiest(seconds: number): Busiest {
    let most = { startMs: this.#first * 1000, events: 0 };
    for (const second of this.#table.keys()) {
      let events = 0;
      for (let at = second; at < second + seconds; at += 1) events += this.at(at);
      if (events > most.events || (events === most.events && second * 1000 < most.startMs))
        most = { startMs: second * 1000, events };
    }
    return most;
  }

  /** The same for long windows, sliding. */
  busiestLong(seconds: number): Busiest {
    const sorted = this.#sorted();
    let most = { startMs: this.#first * 1000, events: 0 };
    let from = 0;
    let events = 0;
    for (const [second, count] of sorted) {
      events += count;
      for (; (sorted[from]?.[0] ?? second) <= second - seconds; from += 1) events -= sorted[from]?.[1] ?? 0;
      if (events > most.events) most = { startMs: Math.max(this.#first, second - seconds + 1) * 1000, events };
    }
    return most;
  }

  /** Variance over mean of the counts in windows of so many seconds. */
  dispersion(seconds: number): number {
    const whole = Math.floor(this.span / seconds);
    const windows = new Map<number, number>();
    for (const [second, count] of this.#table) {
      const window = Math.floor((second - this.#first) / seconds);
      // A last window that is not whole would look like a lull.
      if (window < whole) windows.set(window, (windows.get(window) ?? 0) + count);
    }
    const counts = [...windows.values()];
    const mean = counts.reduce((sum, value) => sum + value, 0) / Math.max(1, whole);
    const squares = (whole - counts.length) * mean ** 2 + counts.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return mean === 0 ? 0 : squares / whole / mean;
  }

  bursts(): Bursts {
    const threshold = Math.max(BURST_LEAST, BURST_FACTOR * this.summary().p50);
    const found: { startMs: number; seconds: number; events: number; peak: number }[] = [];
    let last = Number.NEGATIVE_INFINITY;
    for (const [second, events] of this.#sorted()) {
      if (events <= threshold) continue;
      const open = found.at(-1);
      if (open !== undefined && last === second - 1) {
        open.seconds += 1;
        open.events += events;
        open.peak = Math.max(open.peak, events);
      } else found.push({ startMs: second * 1000, seconds: 1, events, peak: events });
      last = second;
    }
    return {
      count: found.length,
      longestSeconds: found.reduce((most, { seconds }) => Math.max(most, seconds), 0),
      largest: found.toSorted((a, b) => b.events - a.events).slice(0, MOST_BURSTS),
    };
  }

  /** Mean events/s of each hour of the day, over the seconds of that hour that the record spans. */
  byHour(): readonly (number | null)[] {
    const events = new Float64Array(24);
    const seconds = new Float64Array(24);
    for (const [second, count] of this.#table) events[hourOf(second)] = (events[hourOf(second)] as number) + count;
    const firstHour = Math.floor(this.#first / HOUR_SECONDS);
    const lastHour = Math.floor(this.#last / HOUR_SECONDS);
    // Every whole day adds an hour to each; what is left over is walked through.
    const days = Math.floor((lastHour - firstHour) / 24);
    seconds.fill(days * HOUR_SECONDS);
    for (let hour = firstHour + days * 24; hour <= lastHour; hour += 1) {
      const from = Math.max(this.#first, hour * HOUR_SECONDS);
      const to = Math.min(this.#last + 1, (hour + 1) * HOUR_SECONDS);
      seconds[hour % 24] = (seconds[hour % 24] as number) + Math.max(0, to - from);
    }
    return Array.from(events, (count, hour) => (seconds[hour] === 0 ? null : count / (seconds[hour] as number)));
  }

  series(): TrafficProfile['series'] {
    const step = Math.max(1, Math.ceil(this.span / MOST_BINS));
    const bins = new Float64Array(Math.ceil(this.span / step));
    for (const [second, count] of this.#table) {
      const bin = Math.floor((second - this.#first) / step);
      bins[bin] = (bins[bin] as number) + count / step;
    }
    return { startMs: this.#first * 1000, stepMs: step * 1000, perSecond: [...bins] };
  }

  #sorted(): readonly (readonly [second: number, count: number])[] {
    return [...this.#table].toSorted(([a], [b]) => a - b);
  }
}

function hourOf(second: number): number {
  return Math.floor(second / HOUR_SECONDS) % 24;
}
