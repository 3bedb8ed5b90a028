// The follower of audit logs, recording as in a trial, while another process writes lines of 1 KB and rotates.
// Goals: 200,000 events/s of one core while the file is put aside every 100 MB, with flat memory; nothing lost in 1,000
// rotations of 1 MB. Beside it, where AUDIT_BENCH_OTELCOL names a collector with filelog receiver and file exporter
// (as test/support/otelcol.ts builds it), that one on the same lines: at least as many events/s of a core.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { epochMs } from '../dist/platform/clock.js';
import { JsonLinesWriter } from '../dist/platform/files.js';
import { LogReader } from '../dist/sinks/log-file/log-reader.js';
import { tempDir } from './temp-dir.js';
import { verdict } from './report.js';

const MB = 1_000_000;
const TOTAL = Number(process.env.AUDIT_BENCH_FOLLOWER_MB ?? 2000) * MB;
/** As the follower's process does. */
const POLL_MS = 10;
const COLLECTOR = process.env.AUDIT_BENCH_OTELCOL;

const large = await follow({ total: TOTAL, fileBytes: 100 * MB, kept: 20, bytesPerSecond: 250 * MB });
const perCore = large.events / large.cpuSeconds;
verdict(
  `${large.events} events of 1 KB over ${large.rotations} rotations: ${Math.round(perCore)} events/s of a core (${Math.round(large.events / large.seconds)} a second of the clock)`,
  perCore >= 200_000,
  'at least 200,000',
);
verdict(
  `memory: ${large.firstMib.toFixed(0)} MiB after a quarter, ${large.lastMib.toFixed(0)} MiB at the end`,
  large.lastMib - large.firstMib <= 16,
  'flat: at most 16 MiB more',
);
told('rotations of 100 MB', large);
told('1,000 rotations of 1 MB', await follow({ total: 1001 * MB, fileBytes: MB, kept: 100, bytesPerSecond: 50 * MB }));
if (COLLECTOR === undefined) console.log('no collector beside it: AUDIT_BENCH_OTELCOL is not set');
else {
  const other = await collect({ total: TOTAL / 4, fileBytes: 100 * MB, kept: 20, bytesPerSecond: 250 * MB });
  verdict(
    `an OpenTelemetry collector: ${Math.round(other)} events/s of a core, the follower ${(perCore / other).toFixed(1)} times as many`,
    perCore >= other,
    'at least as many',
  );
}

function told(name, { events, rotations, delivered, log }) {
  verdict(
    `${name}: ${rotations} of them, ${events - delivered} of ${events} events lost; removed unread ${log.removedUnread.length}, broken ${log.brokenLines}, unfinished ${log.unfinishedLines}`,
    delivered === events && log.removedUnread.length + log.brokenLines + log.unfinishedLines === 0,
    'none',
  );
}

async function follow(wanted) {
  const dir = tempDir();
  mkdirSync(join(dir, 'log'));
  const path = join(dir, 'log', 'audit.log');
  const reader = new LogReader([{ instance: 'apiserver-1', path }], 'json', epochMs);
  const record = new JsonLinesWriter('/dev/null', (error) => {
    throw error;
  });
  reader.recordTo(record);
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  const { written, ended } = startWriter(path, wanted);
  let [firstMib, lastMib] = [0, 0];
  for (let done = null; done === null; ) {
    // The look after the writer's end sees everything.
    done = ended() ? await written : null;
    await reader.poll();
    const { delivered } = reader.counters();
    lastMib = process.memoryUsage.rss() / 2 ** 20;
    if (delivered * 1024 < wanted.total / 4) firstMib = lastMib;
    if (done === null) await delay(POLL_MS);
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const { delivered, log } = reader.counters();
  const { events, rotations } = await written;
  const outcome = { events, rotations, delivered, log, firstMib, lastMib };
  reader.close();
  await record.close();
  rmSync(join(dir, 'log'), { recursive: true });
  return { ...outcome, cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - startMs) / 1000 };
}

function startWriter(path, { total, fileBytes, kept, bytesPerSecond }) {
  const child = fork(
    new URL('./follower-writer.js', import.meta.url),
    [path, total, fileBytes, kept, bytesPerSecond].map(String),
  );
  let over = false;
  child.once('exit', (code) => {
    if (code !== 0) throw new Error(`the writer ended with ${code}`);
  });
  const written = once(child, 'message').then(([message]) => {
    over = true;
    return message;
  });
  return { written, ended: () => over };
}

/** Events/s of a core of a collector that reads the same lines. */
async function collect(wanted) {
  const dir = tempDir();
  const path = join(dir, 'audit.log');
  const output = join(dir, 'out.json');
  const config = {
    receivers: { filelog: { include: [path], start_at: 'beginning', poll_interval: '50ms', max_log_size: '4MiB' } },
    exporters: { file: { path: output, flush_interval: '50ms' } },
    service: {
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
      pipelines: { logs: { receivers: ['filelog'], exporters: ['file'] } },
    },
  };
  writeFileSync(join(dir, 'config.json'), JSON.stringify(config));
  const child = spawn(COLLECTOR, [`--config=${join(dir, 'config.json')}`], { stdio: 'inherit' });
  await delay(2000);
  const before = cpuOf(child.pid);
  const { written } = startWriter(path, wanted);
  const { events } = await written;
  const records = /"auditID|\\"auditID/g;
  let seen = 0;
  for (let tries = 0; tries < 60 && seen < events; tries += 1) {
    await delay(1000);
    seen = 0;
    if (existsSync(output))
      for await (const chunk of createReadStream(output, 'utf8')) seen += chunk.match(records)?.length ?? 0;
  }
  const cpuSeconds = cpuOf(child.pid) - before;
  child.kill();
  await once(child, 'exit');
  console.log(`the collector wrote ${seen} of ${events} events`);
  return Math.min(seen, events) / cpuSeconds;
}

function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
