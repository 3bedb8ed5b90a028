import { stat } from 'node:fs/promises';
import { badInput } from '../core/errors.ts';
import { formatCount } from '../core/units.ts';
import { EVENTS_METRIC, type MetricsReading, metricsReading, requestsBetween } from '../probes/metrics-page.ts';
import { countedRequests } from '../profile/counter-profile.ts';
import { readUserFile } from './load-files.ts';
import type { ReadCounters } from './profile-counters.ts';

interface Page {
  readonly file: string;
  readonly reading: MetricsReading;
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
  pages.sort((a, b) => a.reading.atMs - b.reading.atMs);
  const [first, last] = [pages[0] as Page, pages.at(-1) as Page];
  if (first.reading.atMs === last.reading.atMs)
    throw badInput(
      `${first.file} and ${last.file} were written at the same moment`,
      'the time of a page is that of its file: keep it when you copy (cp -p)',
    );
  return {
    from: `${formatCount(files.length)} saved pages`,
    series: [{ instance: 'the API server of the pages', readings: pages.map(({ reading }) => reading) }],
    requests: requestsBetween(first.reading, last.reading).flatMap(
      ({ labels, count }) => countedRequests(labels, count) ?? [],
    ),
  };
}

async function readPage(file: string): Promise<Page> {
  const text = await readUserFile(file);
  const reading = metricsReading(text, (await stat(file)).mtimeMs);
  if (reading === null)
    throw badInput(`${file}: has no ${EVENTS_METRIC}: it is no page of kube-apiserver, or auditing is off`);
  return { file, reading };
}
