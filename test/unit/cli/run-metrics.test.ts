import { expect, test } from 'vitest';
import { runMetrics } from '../../../src/cli/watch/run-metrics.ts';
import { madeUpRun, madeUpTrial } from '../../support/results.ts';

test('metrics tell what a run has sent and lost so far, and what runs now', async () => {
  const text = await runMetrics({
    version: '1.2.3',
    now: { trial: 'b-1', step: 'b-1: draining' },
    counts: new Map([['b-1', { intended: 20, sent: 18, generated: 17, dropped: 3 }]]),
    bufferEvents: 12,
    result: madeUpRun([madeUpTrial(), madeUpTrial({ id: 'c-1', error: 'it ended' })]),
  });
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines).toEqual([
    'audit_bench_requests_intended_total{trial="b-1"} 20',
    'audit_bench_requests_sent_total{trial="b-1"} 18',
    'audit_bench_requests_skipped_total{trial="small-1"} 0',
    'audit_bench_events_generated_total{trial="b-1"} 17',
    'audit_bench_events_dropped_total{trial="b-1"} 3',
    'audit_bench_events_delivered_total{trial="small-1"} 750',
    'audit_bench_events_missing_total{trial="small-1"} 250',
    'audit_bench_info{version="1.2.3"} 1',
    'audit_bench_phase{trial="b-1",step="b-1: draining"} 1',
    'audit_bench_buffer_events 12',
  ]);
});
