import type { TuneSpec } from '../../core/scenario.ts';
import type { AuditBackend, BatchSettings } from '../../core/settings.ts';

export interface SearchSpace {
  readonly maxBatchSize: readonly number[];
  readonly throttleQps: readonly number[];
  readonly throttleBurst: readonly number[];
  readonly maxBatchWaitMs: readonly number[];
}

/** What people write; 5,880 combinations. */
export const DEFAULT_SPACE: SearchSpace = {
  maxBatchSize: [10, 20, 50, 100, 150, 200, 250, 300, 400, 500, 800, 1000],
  throttleQps: [1, 2, 3, 4, 5, 8, 10, 15, 20, 25, 30, 40, 50, 100],
  throttleBurst: [1, 5, 10, 15, 30],
  maxBatchWaitMs: [1000, 2000, 5000, 10_000, 15_000, 20_000, 30_000],
};

/** A log writes each event by itself, however many come in a batch: large ones gain nothing. */
const LOG_BATCH_SIZES = [1, 10, 100, 400] as const;

/**
 * The scenario's values, or those that people write, and always the current ones. A throttle protects a receiver, so
 * where there is none, a log gets none unless the scenario names its values.
 */
export function spaceAround({ space }: TuneSpec, current: BatchSettings, backend: AuditBackend): SearchSpace {
  const { throttleEnabled } = current;
  const unthrottled = backend === 'log' && !throttleEnabled;
  const sizes = backend === 'log' ? LOG_BATCH_SIZES : DEFAULT_SPACE.maxBatchSize;
  return {
    maxBatchSize: including(space.maxBatchSize ?? sizes, current.maxBatchSize),
    throttleQps: including(
      space.throttleQps ?? (unthrottled ? [] : DEFAULT_SPACE.throttleQps),
      throttleEnabled ? current.throttleQps : null,
    ),
    throttleBurst: including(
      space.throttleBurst ?? (unthrottled ? DEFAULT_SPACE.throttleBurst.slice(0, 1) : DEFAULT_SPACE.throttleBurst),
      throttleEnabled ? current.throttleBurst : null,
    ),
    maxBatchWaitMs: including(space.maxBatchWaitMs ?? DEFAULT_SPACE.maxBatchWaitMs, current.maxBatchWaitMs),
  };
}

export function gridSizeOf(space: SearchSpace): number {
  const throttles = Math.max(1, space.throttleQps.length * space.throttleBurst.length);
  return space.maxBatchSize.length * space.maxBatchWaitMs.length * throttles;
}

/** S, Q, U and W: what a batch is, without the buffer. */
export type Shape = Pick<
  BatchSettings,
  'maxBatchSize' | 'maxBatchWaitMs' | 'throttleEnabled' | 'throttleQps' | 'throttleBurst'
>;

/** All shapes of the space by how many of the four differ from the current settings: index k holds those with k changes. */
export function shapesByChanges(
  space: SearchSpace,
  current: BatchSettings,
  backend: AuditBackend,
): readonly (readonly Shape[])[] {
  const groups: Shape[][] = [[], [], [], [], []];
  const unthrottled =
    current.throttleEnabled && backend === 'webhook' ? [] : [{ ...shapeOf(current), throttleEnabled: false }];
  for (const maxBatchSize of space.maxBatchSize)
    for (const maxBatchWaitMs of space.maxBatchWaitMs) {
      // A batch that is to grow and does not wait for it makes the collector spin (docs/audit-pipeline.md, 11).
      if (maxBatchSize > 1 && maxBatchWaitMs === 0) continue;
      for (const throttleQps of space.throttleQps)
        for (const throttleBurst of space.throttleBurst) {
          const shape = { maxBatchSize, maxBatchWaitMs, throttleEnabled: true, throttleQps, throttleBurst };
          groups[changesBetween(shape, current)]?.push(shape);
        }
      for (const shape of unthrottled) {
        const tried = { ...shape, maxBatchSize, maxBatchWaitMs };
        groups[changesBetween(tried, current)]?.push(tried);
      }
    }
  return groups;
}

export function shapeOf(settings: BatchSettings): Shape {
  const { maxBatchSize, maxBatchWaitMs, throttleEnabled, throttleQps, throttleBurst } = settings;
  return { maxBatchSize, maxBatchWaitMs, throttleEnabled, throttleQps, throttleBurst };
}

/** To put a throttle where there is none is one change, whatever its values. */
function changesBetween(shape: Shape, current: BatchSettings): number {
  const throttle =
    shape.throttleEnabled !== current.throttleEnabled
      ? [true]
      : shape.throttleEnabled
        ? [shape.throttleQps !== current.throttleQps, shape.throttleBurst !== current.throttleBurst]
        : [];
  const rest = [shape.maxBatchSize !== current.maxBatchSize, shape.maxBatchWaitMs !== current.maxBatchWaitMs];
  return [...throttle, ...rest].filter(Boolean).length;
}

function including(values: readonly number[], value: number | null): readonly number[] {
  return value === null || values.includes(value) ? values : [...values, value].sort((a, b) => a - b);
}
