import { join } from 'node:path';
import { shellLine } from '../core/shell-line.ts';
import { formatCount } from '../core/units.ts';
import { writeFileAtomic } from '../platform/files.ts';
import { type CountedRequests, countedRows, counterProfile, type CounterSeries } from '../profile/counter-profile.ts';
import { scenarioText } from '../profile/scenario.ts';
import { USUAL_BUSIEST_MS } from '../profile/window.ts';
import { counterLines } from '../report/counter-lines.ts';
import { say } from './output.ts';

/** What was read of counters, whoever kept them. */
export interface ReadCounters {
  /** `Prometheus at http://…`, `2 saved pages`. */
  readonly from: string;
  readonly series: readonly CounterSeries[];
  readonly requests: readonly CountedRequests[];
}

/** Tells what counters say of a load, and writes a scenario with it. */
export async function profileCounters(
  { from, series, requests }: ReadCounters,
  options: { readonly name: string; readonly out: string; readonly policy?: string; readonly json: boolean },
): Promise<void> {
  const profile = counterProfile(series, USUAL_BUSIEST_MS);
  const { rows, leftOut } = countedRows(requests);
  const scenario = scenarioText({
    name: options.name,
    description: `Profiled from counters of ${from}: who sends requests, and how large they are, is not known.`,
    policy: options.policy ?? 'metadata',
    rows,
    perSecond: profile.requestsPerSecond,
  });
  const { requestsPerSecond: _, ...facts } = profile;
  await writeFileAtomic(join(options.out, 'profile.json'), `${JSON.stringify(facts, null, 2)}\n`);
  const file = join(options.out, 'scenario.yaml');
  if (scenario !== null) await writeFileAtomic(file, scenario.text);
  if (options.json) {
    console.log(JSON.stringify({ ...facts, leftOut }, null, 2));
    return;
  }
  const lines = [
    ...counterLines(profile),
    '',
    ...(scenario === null
      ? ['No scenario was written: nothing is known of the requests (apiserver_request_total).']
      : [
          `${file}: the busiest ${formatCount(profile.requestsPerSecond.length)} seconds, with the mix of requests of the whole time.`,
          ...(leftOut === 0
            ? []
            : [
                `Left out of it: ${formatCount(leftOut)} requests that no load can send (exec, port-forward, kinds of which no object can be made).`,
              ]),
          `Next: audit-bench run ${shellLine([file])}`,
        ]),
  ];
  for (const line of lines) say(line);
}
