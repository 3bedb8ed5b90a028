import { badInput } from '../../core/errors.ts';
import { DAY_MS } from '../../core/recorded.ts';
import { parseDurationMs } from '../../core/units.ts';
import type { PrometheusAccess } from '../../probes/prometheus.ts';
import type { Window } from '../../profile/window.ts';
import { LENIENT_POLICY } from '../lenient-policy.ts';
import { withInterrupt } from '../interrupt.ts';
import { readUserFile } from '../load-files.ts';
import { profileAuditLog } from '../profile-audit-log.ts';
import { profileCounters } from '../profile-counters.ts';
import { readLiveCounters } from '../read-live-counters.ts';
import { readMetricsPages } from '../read-metrics-pages.ts';
import { readPrometheus } from '../read-prometheus.ts';
import type { Command } from './command.ts';

interface ProfileArguments {
  readonly prometheus?: string;
  readonly metrics: readonly string[];
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly for?: string;
  readonly tokenFile?: string;
  readonly basicFile?: string;
  readonly caFile?: string;
  readonly auditLog: readonly string[];
  readonly policy?: string;
  readonly lenientPolicy: boolean;
  readonly window?: string;
  readonly anonymise?: string;
  readonly name: string;
  readonly out: string;
  readonly json: boolean;
}

export const profileCommand: Command<ProfileArguments> = {
  builder: (yargs) =>
    yargs
      .option('audit-log', {
        type: 'string',
        array: true,
        default: [],
        requiresArg: true,
        describe: 'recorded audit logs: files, folders or patterns, .gz too',
      })
      .option('prometheus', {
        type: 'string',
        requiresArg: true,
        describe: 'address of a Prometheus that scrapes the API servers',
      })
      .option('metrics', {
        type: 'string',
        array: true,
        default: [],
        requiresArg: true,
        describe: 'two or more saved /metrics pages of an API server',
      })
      .option('kubeconfig', {
        type: 'string',
        requiresArg: true,
        describe: 'a live cluster, whose metrics are read and nothing else',
      })
      .option('context', { type: 'string', requiresArg: true, describe: 'context in it (default: its current one)' })
      .option('for', {
        type: 'string',
        describe: 'how far back beside --prometheus (default 14d), how long beside --kubeconfig (default 15m)',
      })
      .option('token-file', { type: 'string', requiresArg: true, describe: 'bearer token, beside --prometheus' })
      .option('basic-file', { type: 'string', requiresArg: true, describe: 'user:password, beside --prometheus' })
      .option('ca-file', {
        type: 'string',
        requiresArg: true,
        describe: 'authority of its certificate, beside --prometheus',
      })
      .option('policy', {
        type: 'string',
        describe: 'an audit policy: what its rules make of the load is told too, and the scenario has it',
      })
      .option('lenient-policy', LENIENT_POLICY)
      .option('window', {
        type: 'string',
        describe: 'what the scenario is made of: whole, or busiest:5m (the default of a record longer than 10m)',
      })
      .option('anonymise', {
        type: 'string',
        requiresArg: true,
        describe: 'hash users, groups and namespaces with the key in this file, which is made where it is not there',
      })
      .option('name', { type: 'string', default: 'profiled', describe: 'of the scenario' })
      .option('out', { type: 'string', default: 'profile', describe: 'folder for scenario.yaml and the report' })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' }) as never,
  async handler(args) {
    const window = windowOf(args.window);
    const given = [
      args.auditLog.length > 0,
      args.metrics.length > 0,
      args.prometheus !== undefined,
      args.kubeconfig !== undefined,
    ];
    if (given.filter(Boolean).length !== 1)
      throw badInput('profile needs one of --audit-log, --prometheus, --kubeconfig and --metrics');
    if (args.auditLog.length > 0) return profileAuditLog({ ...args, window });
    if (args.metrics.length > 0) return profileCounters(await readMetricsPages(args.metrics), args);
    const forMs = daysMs(args.for ?? (args.kubeconfig === undefined ? '14d' : '15m'));
    const { kubeconfig } = args;
    if (kubeconfig !== undefined)
      return profileCounters(
        await withInterrupt((signal) => readLiveCounters(kubeconfig, args.context, forMs, signal)),
        args,
      );
    const read = await withInterrupt(async (signal) =>
      readPrometheus(await accessOf(args, args.prometheus ?? '', signal), forMs, Date.now()),
    );
    return profileCounters(read, args);
  },
};

async function accessOf(
  { tokenFile, basicFile, caFile }: ProfileArguments,
  url: string,
  signal: AbortSignal,
): Promise<PrometheusAccess> {
  if (!/^https?:\/\//.test(url))
    throw badInput(`--prometheus: expected an address such as "https://prometheus:9090", got "${url}"`);
  if (tokenFile !== undefined && basicFile !== undefined)
    throw badInput('--token-file and --basic-file: give one of them');
  const read = async (file: string): Promise<string> => (await readUserFile(file)).trim();
  const authorization =
    tokenFile !== undefined
      ? `Bearer ${await read(tokenFile)}`
      : basicFile !== undefined
        ? `Basic ${Buffer.from(await read(basicFile)).toString('base64')}`
        : null;
  return { url, authorization, caPem: caFile === undefined ? null : await read(caFile), signal };
}

/** Two readings of a live cluster, or of a Prometheus that scrapes often. */
const LEAST_MS = 10_000;

/** Days are no unit of Go's, and the one that people think in here. */
function daysMs(text: string): number {
  const days = /^(\d+)d$/.exec(text)?.[1];
  const ms = days === undefined ? parseDurationMs(text) : Number(days) * DAY_MS;
  if (ms === undefined || !Number.isFinite(ms) || ms < LEAST_MS)
    throw badInput(`--for: expected at least 10s such as "14d" or "6h", got "${text}"`);
  return ms;
}

/** `null`: whatever suits the record. */
function windowOf(text: string | undefined): Window | null {
  if (text === undefined) return null;
  if (text === 'whole') return 'whole';
  const busiestMs = parseDurationMs(/^busiest:(.+)$/.exec(text)?.[1] ?? '');
  if (busiestMs === undefined || !Number.isFinite(busiestMs) || busiestMs < 1000)
    throw badInput(`--window: expected "whole" or a window such as "busiest:5m", got "${text}"`);
  return { busiestMs };
}
