import { z } from 'zod';
import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import type { Problem } from '../core/errors.ts';
import { DEFAULT_LOG, type LogSpec } from '../core/log.ts';
import { settingsRefusals } from '../core/refusals.ts';
import { AUDIT_BACKENDS, type AuditBackend, type AuditSettings, otherBackend } from '../core/settings.ts';
import { problemAt, show } from './problems.ts';
import { settingsShape, toSettings } from './settings-schema.ts';
import { refusalProblem, settingsKeyProblems } from './variants.ts';
import type { YamlSource } from './yaml-document.ts';

/** What is left out keeps Kubernetes' default, which depends on the version. */
export const logSchema = z.strictObject({
  path: z
    .string()
    .regex(/^\/.*[^/]$/, { error: (issue) => `expected an absolute path of a file, got ${show(issue.input)}` })
    .optional()
    .describe('file on this machine that is not there yet, kept after the run; default: one that goes with the run'),
  maxAgeDays: z.int().min(0).optional().describe('--audit-log-maxage'),
  maxBackups: z.int().min(0).optional().describe('files that rotation keeps (--audit-log-maxbackup)'),
  maxSizeMegabytes: z.int().min(0).optional().describe('a larger file is put aside (--audit-log-maxsize)'),
  compress: z.boolean().default(false).describe('--audit-log-compress'),
  format: z.enum(['json', 'legacy']).default('json').describe('--audit-log-format; legacy tells less of an event'),
});

export const alongsideSchema = z.strictObject(settingsShape);

type LogInput = z.output<typeof logSchema>;

export function toLog(input: LogInput | undefined): LogSpec {
  if (input === undefined) return DEFAULT_LOG;
  const { path, maxAgeDays, maxBackups, maxSizeMegabytes, compress, format } = input;
  return {
    path: path ?? null,
    maxAgeDays: maxAgeDays ?? null,
    maxBackups: maxBackups ?? null,
    maxSizeMegabytes: maxSizeMegabytes ?? null,
    compress,
    format,
  };
}

export interface BackendsRead {
  /** The one whose settings are measured. */
  readonly backend: AuditBackend;
  /** Of the other one; `null`: it is off. */
  readonly alongside: AuditSettings | null;
  readonly problems: readonly Problem[];
}

export interface BackendsInput {
  readonly backend?: unknown;
  readonly alongside?: unknown;
  readonly log?: unknown;
  readonly receiver?: unknown;
  readonly tune?: unknown;
}

/** Which backends are on, and whether what the file says about them fits. */
export function readBackends(input: BackendsInput, source: YamlSource): BackendsRead {
  const { backend = 'webhook' } = input;
  if (!isBackend(backend)) return { backend: 'webhook', alongside: null, problems: [unknownBackend(backend, source)] };
  const other = otherBackend(backend);
  const problems: Problem[] = [];
  const parsed = alongsideSchema.safeParse(input.alongside);
  let alongside: AuditSettings | null = null;
  if (parsed.success) {
    alongside = toSettings(parsed.data, other);
    const { mode = kubernetesDefaults(other).mode } = parsed.data;
    problems.push(...settingsKeyProblems({ ...parsed.data, mode }, source, ['alongside']));
    for (const refusal of settingsRefusals(alongside, other))
      problems.push(refusalProblem(source, ['alongside'], refusal));
  }
  const isOff = (which: AuditBackend): boolean => backend !== which && alongside === null;
  if (input.log !== undefined && isOff('log'))
    problems.push(problemAt(source, ['log'], 'no log is written', 'set "backend: log", or add "alongside: {}"'));
  if (input.receiver !== undefined && isOff('webhook') && !hasShipper(input.receiver))
    problems.push(problemAt(source, ['receiver'], 'a log has no receiver', 'set "backend: webhook"'));
  if (backend === 'log') problems.push(...tuneOfLogProblems(input.tune, source));
  return { backend, alongside, problems };
}

/** What a search for a webhook's settings is told of its receiver says nothing of a log. */
const OF_A_RECEIVER = ['receiverRequestsPerSecond', 'receiverConcurrency', 'bodySize', 'fromProbe'] as const;

function tuneOfLogProblems(tune: unknown, source: YamlSource): readonly Problem[] {
  if (typeof tune !== 'object' || tune === null) return [];
  const { limits } = tune as { readonly limits?: unknown };
  const named = typeof limits === 'object' && limits !== null ? Object.keys(limits) : [];
  return [
    ...OF_A_RECEIVER.filter((key) => named.includes(key)).map((key) =>
      problemAt(source, ['tune', 'limits', key], 'a log has no receiver', 'leave it out'),
    ),
    ...('survive' in tune ? [problemAt(source, ['tune', 'survive'], 'a log has no receiver', 'leave it out')] : []),
    ...('allowBlocking' in tune
      ? [
          problemAt(
            source,
            ['tune', 'allowBlocking'],
            'mode blocking has no values to search',
            'measure it beside the answer: "variants: [{ name: blocking, mode: blocking }]"',
          ),
        ]
      : []),
  ];
}

/** Why two backends cannot be told apart; `null`: they can. */
export function bothBuffered(alongside: AuditSettings | null, measured: readonly AuditSettings[]): string | null {
  if (alongside?.mode !== 'batch' || !measured.some(({ mode }) => mode === 'batch')) return null;
  return 'one of two backends must be blocking';
}

/** The reason, for whoever meets the refusal. */
export const BOTH_BUFFERED_HINT =
  'with two backends in batch mode apiserver_audit_error_total{plugin="buffered"} counts both, and nothing can be told apart';

/** It reads the log, and is told of beside the other receivers. */
function hasShipper(receiver: unknown): boolean {
  return typeof receiver === 'object' && receiver !== null && 'shipper' in receiver;
}

function isBackend(value: unknown): value is AuditBackend {
  return AUDIT_BACKENDS.some((backend) => backend === value);
}

function unknownBackend(backend: unknown, source: YamlSource): Problem {
  const sentence = `expected "webhook" or "log", got ${show(backend)}`;
  return typeof backend === 'object'
    ? problemAt(
        source,
        ['backend'],
        `${sentence}: one backend is measured`,
        'the other one can be on beside it: "alongside: { mode: blocking }"',
      )
    : problemAt(source, ['backend'], sentence);
}
