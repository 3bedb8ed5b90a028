import fc from 'fast-check';
import type { FaultWindow, ReceiverFault, ReceiverPlan } from '../../src/core/receiver.ts';

const ms = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const beyond = fc.constantFrom<number | 'wait'>(429, 503, 'wait');

const FAULTS: fc.Arbitrary<ReceiverFault> = fc.oneof(
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(400, 429, 500, 503),
    retryAfterSeconds: fc.option(fc.integer({ min: 1, max: 3 })),
  }),
  fc.constant({ kind: 'hang' as const }),
  fc.record({
    kind: fc.constant('latency' as const),
    add: fc.oneof(
      fc.record({ by: fc.constant('constant' as const), ms: ms(40_000) }),
      fc.record({
        by: fc.constant('quantiles' as const),
        p50Ms: fc.constant(20),
        p99Ms: ms(3000).map((more) => 20 + more),
      }),
      fc.record({ by: fc.constant('ramp' as const), fromMs: ms(100), toMs: ms(5000) }),
      fc.record({ by: fc.constant('event' as const), msPerEvent: ms(50) }),
    ),
  }),
  fc.record({
    kind: fc.constant('body-limit' as const),
    bytes: fc.integer({ min: 500, max: 20_000 }),
    status: fc.constantFrom(400, 413),
  }),
  fc.record({
    kind: fc.constant('limit' as const),
    of: fc.constantFrom('requests per second' as const, 'concurrency' as const),
    most: fc.integer({ min: 1, max: 20 }),
    beyond,
  }),
  fc.record({
    kind: fc.constant('limit' as const),
    of: fc.constant('bytes per second' as const),
    most: fc.integer({ min: 1000, max: 200_000 }),
    beyond: fc.constant('wait' as const),
  }),
  fc.record({ kind: fc.constant('slow-read' as const), bytesPerSecond: fc.integer({ min: 500, max: 200_000 }) }),
  fc.record({ kind: fc.constantFrom('refuse' as const, 'tls' as const, 'restart' as const) }),
);

const WINDOW: fc.Arbitrary<FaultWindow> = fc.record({
  fromMs: ms(500),
  forMs: fc.option(fc.integer({ min: 1, max: 5000 })),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  what: FAULTS,
});

/** Receivers with up to four faults of any kind, alone and at once. */
export const RECEIVER_PLANS: fc.Arbitrary<ReceiverPlan> = fc.record({
  latencyMs: ms(100),
  windows: fc.array(WINDOW, { maxLength: 4 }),
});
