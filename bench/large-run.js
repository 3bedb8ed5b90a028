// A run of millions of requests as fast as it goes on the embedded API server: the most memory that each process takes.
// Usage: node bench/large-run.js [--requests 5000000]
// Goal: runner, receiver and generator under 300 MiB each, every event accounted for, the report written.
import { parseArgs } from 'node:util';
import { burstRun } from './burst-run.js';

const { values } = parseArgs({ options: { requests: { type: 'string', default: '5000000' } } });
const requests = Number(values.requests);
const MOST_MIB = 300;

const { code, trial, usage, hasReport } = await burstRun({ requests, raw: 'until-analysed' });
const { events, ours, requests: sent } = trial;
const [phase] = trial.phases;
console.log(
  `${sent.sent} of ${sent.intended} requests at ${phase?.requestsPerSecond?.toFixed(0)}/s, status ${code}; ${events.generated} events, dropped ${events.dropped}, unexplained ${events.unexplained}, missing ${ours.missing}; report ${hasReport ? 'written' : 'missing'}`,
);
console.log('| process | most memory | goal |');
console.log('| --- | ---: | ---: |');
const peaks = ['runner', 'receiver', 'generator'].map((name) => [name, usage[name].mebibytes]);
for (const [name, mebibytes] of peaks) console.log(`| ${name} | ${mebibytes.toFixed(0)} MiB | ${MOST_MIB} MiB |`);
const isExact = events.unexplained === 0 && events.dropped === ours.missing && sent.sent === requests;
process.exitCode = isExact && hasReport && peaks.every(([, mebibytes]) => mebibytes < MOST_MIB) ? 0 : 1;
