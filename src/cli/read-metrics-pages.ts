import { stat } from 'node:fs/promises';
import { badInput } from '../core/errors.ts';
import { formatCount } from '../core/units.ts';
import { readMetrics, type MetricLine } from '../probes/metrics-text.ts';
import { type CountedRequests, countedRequests } from '../profile/counter-profile.ts';
import { readUserFile } from './load-files.ts';
import type { ReadCounters } from './profile-counters.ts';

const EVENTS = 'apiserver_audit_event_total';
const ERRORS = 'apiserver_audit_error_total';
const REQUESTS = 'apiserver_request_total';
const STARTED = 'process_start_time_seconds';
const NAMES: ReadonlySet<string> = new Set([EVENTS, ERRORS, REQUESTS, STARTED]);

interface Page {
  readonly file: string;
  readonly atMs: number;
  readonly lines: readonly MetricLine[];
}

/**
 * Saved /metrics pages of one API server, in the order of their times: a page does not say when it was read, so the time
 * is that at which its file was written.
 * Errors: AuditBenchError (exit 2) for fewer than two pages, a page of something else, or two of the same moment.
 */
export async function readMetricsPages(files: readonly string[]): Promise<ReadCounters> {
  if (files.length < 2)
    throw badInput(
      '--metrics: expected two pages or more, got one',
      'save /metrics twice, with the load between: kubectl get --raw /metrics',
    );
  const pages: Page[] = [];
  for (const file of files) pages.push(await readPage(file));
  pages.sort((a, b) => a.atMs - b.atMs);
  const [first, last] = [pages[0] as Page, pages.at(-1) as Page];
  if (first.atMs === last.atMs)
    throw badInput(
      `${first.file} and ${last.file} were written at the same moment`,
      'the time of a page is that of its file: keep it when you copy (cp -p)',
    );
  const readings = pages.map(({ atMs, lines }) => ({
    atMs,
    events: sum(lines, EVENTS),
    errors: sum(lines, ERRORS),
    requests: sum(lines, REQUESTS),
  }));
  return {
    from: `${formatCount(files.length)} saved pages`,
    series: [{ instance: 'the API server of the pages', readings }],
    requests: requestsBetween(first, last),
  };
}

async function readPage(file: string): Promise<Page> {
  const lines = readMetrics(await readUserFile(file), NAMES);
  if (!lines.some(({ name }) => name === EVENTS))
    throw badInput(`${file}: has no ${EVENTS}: it is no page of kube-apiserver, or auditing is off`);
  return { file, atMs: (await stat(file)).mtimeMs, lines };
}

function sum(lines: readonly MetricLine[], wanted: string): number {
  return lines.reduce((total, { name, value }) => (name === wanted ? total + value : total), 0);
}

/** After a restart the last page counts from the start. */
function requestsBetween(first: Page, last: Page): readonly CountedRequests[] {
  const restarted = sum(first.lines, STARTED) !== sum(last.lines, STARTED);
  const before = new Map(
    restarted
      ? []
      : first.lines.filter(({ name }) => name === REQUESTS).map((line) => [JSON.stringify(line.labels), line.value]),
  );
  return last.lines.flatMap(({ name, labels, value }) => {
    const counted =
      name === REQUESTS ? countedRequests(labels, value - (before.get(JSON.stringify(labels)) ?? 0)) : null;
    return counted === null ? [] : [counted];
  });
}
