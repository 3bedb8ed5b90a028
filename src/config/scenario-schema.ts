import { z } from 'zod';
import { RAW_KEPT } from '../core/scenario.ts';
import { apiserverSchema } from './restart-schema.ts';
import { faultSchema } from './fault-schema.ts';
import { loadSchema } from './load-schema.ts';
import { externalSchema, forwardSchema } from './own-backend-schema.ts';
import { PRESET_NAMES } from '../core/settings-presets.ts';
import { alongsideSchema, logSchema } from './log-schema.ts';
import { show } from './problems.ts';
import { shipperSchema } from './shipper-schema.ts';
import { count, duration, durationOrZero, ratio, size } from './quantities.ts';
import { matrixShape, settingsShape, tuneSpaceShape } from './settings-schema.ts';

const variantSchema = z.strictObject({
  name: z.string().min(1).max(200).optional().describe('unique in the file; a matrix adds its values to it'),
  preset: z.enum(PRESET_NAMES).optional().describe('settings of others by their name: audit-bench presets'),
  mustPass: z.boolean().default(false).describe('the run fails when this variant misses an objective'),
  policy: z.string().optional().describe("a policy of its own instead of the scenario's: a shorthand or a path"),
  matrix: z.strictObject(matrixShape).optional().describe('every combination of these values is a variant'),
  ...settingsShape,
  mode: z
    .enum(['batch', 'blocking', 'blocking-strict', 'off'])
    .optional()
    .describe('as below, or off: no auditing at all, to measure what it costs; webhook default: batch'),
});

const receiverSchema = z.strictObject({
  port: z.int().min(1).max(65_535).optional().describe('port that the receiver listens on; default: a free one'),
  latency: durationOrZero.default(0).describe('added before every answer'),
  bodyLimit: size.optional().describe('a larger body is answered 413; a recommendation keeps below it'),
  fault: z
    .strictObject({
      kind: z.enum(['status', 'hang']),
      status: z.int().min(300).max(599).default(500),
      ratio: ratio.default(1).describe('share of the POSTs that go wrong'),
      retryAfter: z.int().min(1).optional().describe('seconds in the Retry-After header'),
    })
    .optional()
    .describe('POSTs that go wrong, from the start of the measurement to the end; "faults" can say more'),
  faults: z.array(faultSchema).default([]).describe('what goes wrong and when; several at once add up'),
  forward: forwardSchema,
  external: externalSchema,
  shipper: shipperSchema,
});

const objectivesSchema = z.strictObject({
  lossRatio: ratio.optional().describe('events lost of those generated, 0 to 1'),
  missing: z.int().min(0).optional().describe('events of our requests that never arrived'),
  deliveryLagP99: duration.optional().describe('arrival at the receiver after the stage timestamp'),
  requestLatencyP99: duration.optional().describe('from the intended start'),
  apiserverMemory: size.optional().describe('peak resident memory of kube-apiserver'),
  shipperLost: z
    .int()
    .min(0)
    .optional()
    .describe('events of the log that a shipper under test lost; default with one: 0'),
  shipperLagP99: duration.optional().describe('from the log to the output of a shipper under test'),
});

const limitsSchema = z.strictObject({
  bufferMemory: size.optional(),
  receiverRequestsPerSecond: z.number().positive().optional(),
  receiverConcurrency: count.optional(),
  bodySize: size.optional().describe('largest body the receiver takes, such as 12MiB for Falco'),
  eventSize: size.optional().describe('largest event the receiver takes'),
  deliveryLag: duration.optional(),
  fromProbe: z
    .string()
    .optional()
    .describe('file of audit-bench probe-receiver: its rate and concurrency are limits where none are named'),
  shutdownDrain: duration.optional().describe('a static pod has 30s by default'),
});

const tuneSchema = z.strictObject({
  headroom: z.number().default(1.5).describe('the load is multiplied by it; at least 1'),
  limits: limitsSchema.prefault({}),
  survive: z
    .strictObject({ receiverOutage: duration })
    .optional()
    .describe('lose nothing although the receiver is away for so long; played through at headroom'),
  allowBlocking: z.boolean().default(false),
  maxTrials: count.default(16),
  calibration: z.strictObject(settingsShape).optional().describe('settings of the trial that measures the load'),
  space: z.strictObject(tuneSpaceShape).prefault({}).describe('candidate values; default: what people write'),
});

const currentSchema = z.strictObject({
  preset: z.enum(PRESET_NAMES).optional().describe('settings of others by their name: audit-bench presets'),
  flags: z.string().optional().describe("audit flags as they stand on kube-apiserver's command line"),
  manifest: z
    .string()
    .optional()
    .describe('path to a file of whatever tool that holds the flags, such as a static pod'),
  ...settingsShape,
});

/** A scenario file, version audit-bench/v1. */
export const scenarioSchema = z.strictObject({
  apiVersion: z.literal('audit-bench/v1'),
  kind: z.literal('Scenario'),
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
    error: (issue) => `expected a name of lower-case letters, digits and dashes, got ${show(issue.input)}`,
  }),
  description: z.string().default(''),
  policy: z
    .unknown()
    .default('metadata')
    .describe(
      'a shorthand (metadata, request, request-response, each also with -complete), a path to an audit policy, or one inline',
    ),
  policyReading: z
    .enum(['strict', 'lenient'])
    .default('strict')
    .describe('lenient: a policy that kube-apiserver only warns of is taken as it reads it, with the warning'),
  backend: z.unknown().default('webhook').describe('the backend whose settings are measured: webhook or log'),
  log: logSchema.optional().describe('how the log is written'),
  alongside: alongsideSchema
    .optional()
    .describe('the other backend is on as well, with these settings; one of the two must be blocking'),
  load: loadSchema,
  raw: z
    .enum(RAW_KEPT)
    .default('full')
    .describe('what is kept of the records of a trial once it is analysed: all, packed (zstd, else gzip), or nothing'),
  receiver: receiverSchema.default({ latency: 0, faults: [] }),
  apiserver: apiserverSchema,
  current: currentSchema
    .optional()
    .describe("the settings in use, judged first where the scenario tunes; default: Kubernetes' defaults"),
  variants: z.array(variantSchema).default([]),
  repeat: count
    .max(1000)
    .optional()
    .describe('trials of each variant (1 unless set) and of the recommended settings at headroom (3 unless set)'),
  objectives: objectivesSchema.default({ lossRatio: 0, missing: 0 }),
  tune: tuneSchema.optional().describe('search for settings that lose nothing and prove them'),
});

export type ScenarioInput = z.output<typeof scenarioSchema>;
