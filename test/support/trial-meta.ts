import { mixShapes } from '../../src/core/load-shape.ts';
import { HEALTHY_RECEIVER } from '../../src/core/receiver.ts';
import type { LoadSpec } from '../../src/core/scenario.ts';
import { RECORDS_VERSION, type TrialMeta } from '../../src/core/trial-meta.ts';
import { bundledPolicy } from './policies.ts';
import { QUICK } from './settings.ts';

const LOAD: LoadSpec = {
  identity: { user: 'u', groups: [] },
  connections: 1,
  workers: 1,
  requests: [{ kind: 'resource', verb: 'get', resource: 'configmaps', weight: 1, bodySizeBytes: 0 }],
  phases: [{ name: 'steady', kind: 'constant', measure: true, ratePerSecond: 1, durationMs: 1000 }],
};

/** A trial of reads on one API server, from 0 to 10 s, one event a request. */
export function madeUpMeta(changes: Partial<TrialMeta> = {}): TrialMeta {
  return {
    recordsVersion: RECORDS_VERSION,
    backend: 'webhook',
    log: null,
    id: 'a-1',
    variant: 'a',
    isDefaults: false,
    repeat: 1,
    role: 'variant',
    trialKey: 'aaaaaa',
    startedAt: '2026-11-24T09:00:00.000Z',
    settings: QUICK,
    flags: {},
    multiple: 1,
    load: LOAD,
    shapes: mixShapes(LOAD, 'aaaaaa'),
    policy: bundledPolicy('metadata-complete').policy,
    receiver: HEALTHY_RECEIVER,
    objectives: [],
    instances: ['apiserver-1'],
    phases: [{ index: 0, name: 'steady', kind: 'constant', measure: true, startMs: 0, endMs: 9000, intended: 4 }],
    startMs: 0,
    endMs: 9000,
    drainedMs: 10_000,
    drained: true,
    overheadEvents: 0,
    sampleIntervalMs: 500,
    ...changes,
  };
}
