// How cost grows with the number of events: the same burst in three sizes on the embedded API server, once on a real one,
// and the analysis of as many.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { burstRun } from './burst-run.js';
import { verdict } from './report.js';

/** Of each request two events are made: RequestReceived and ResponseComplete. */
const STAGES = 2;
/** Of what is measured in one size only. */
const SMALL = 1e5;
const MOST_MIB = 300;
const number = (value, digits = 0) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/**
 * Prints a row for each size. Gives of the largest: requests/s of one core of the generator, events/s of one core of the
 * receiver, bytes an event on disk, body bytes an event; of the real API server its CPU ms a request.
 */
export async function measureGrowth(sizes) {
  console.log(
    '| API server | events | sent/s | generator: events/s of a core | receiver: events/s of a core | runner, receiver, generator: most MiB | bytes an event on disk |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  const runs = [];
  for (const events of sizes) runs.push(await measure({ requests: events / STAGES, raw: 'full' }));
  await measure({ requests: SMALL / STAGES, raw: 'compact' });
  const real = await measure({ provider: 'local', requests: SMALL / STAGES, raw: 'full' });
  const [first, last] = [runs[0], runs.at(-1)];
  if (runs.length > 1) {
    const grown = (last.mebibytes - first.mebibytes) / ((last.requests - first.requests) / 1e6);
    console.log(
      `\nRunner, receiver and generator together take ${grown.toFixed(0)} MiB more for each million requests.`,
    );
  }
  console.log(`A real kube-apiserver took ${real.apiserverMsPerRequest.toFixed(2)} ms of CPU a request.\n`);
  return { ...last, apiserverMsPerRequest: real.apiserverMsPerRequest };
}

async function measure({ provider = 'embedded', requests, raw }) {
  const { trial, usage, recordBytes, hasReport } = await burstRun({ provider, requests, raw });
  const { generated, unexplained } = trial.events;
  const { generator, receiver, runner, apiserver } = usage;
  const bytes = recordBytes / generated;
  const ours = [runner, receiver, generator];
  const cells = [
    `${provider}${raw === 'full' ? '' : `, raw: ${raw}`}`,
    number(generated),
    number(trial.phases[0]?.requestsPerSecond ?? 0),
    number(generated / generator.cpuSeconds),
    number(generated / receiver.cpuSeconds),
    ours.map(({ mebibytes }) => number(mebibytes)).join(', '),
    number(bytes),
  ];
  console.log(`| ${cells.join(' | ')} |`);
  if (unexplained !== 0 || !hasReport || ours.some(({ mebibytes }) => mebibytes >= MOST_MIB))
    verdict(
      `${unexplained} events unexplained, report ${hasReport}`,
      false,
      `none, written, each below ${MOST_MIB} MiB`,
    );
  return {
    requests,
    mebibytes: ours.reduce((sum, { mebibytes }) => sum + mebibytes, 0),
    requestsPerCore: requests / generator.cpuSeconds,
    eventsPerCore: generated / receiver.cpuSeconds,
    diskBytesPerEvent: bytes,
    apiserverMsPerRequest: (apiserver.cpuSeconds * 1000) / requests,
  };
}

/** What bench/analysis.js says at each size; its goal of events/s is one for the large: a small one is mostly start. */
export function measureAnalysis(sizes) {
  const bench = fileURLToPath(new URL('./analysis.js', import.meta.url));
  for (const events of sizes) {
    const { stdout } = spawnSync(process.execPath, [bench, String(events / STAGES)]);
    console.log(stdout.toString().trimEnd());
  }
}
