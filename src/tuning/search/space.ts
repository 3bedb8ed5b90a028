import type { TuneSpec } from '../../core/scenario.ts';
import type { BatchSettings } from '../../core/settings.ts';

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

/** The scenario's values, or those that people write, and always the current ones. */
export function spaceAround({ space }: TuneSpec, current: BatchSettings): SearchSpace {
  const { throttleEnabled } = current;
  return {
    maxBatchSize: including(space.maxBatchSize ?? DEFAULT_SPACE.maxBatchSize, current.maxBatchSize),
    throttleQps: including(
      space.throttleQps ?? DEFAULT_SPACE.throttleQps,
      throttleEnabled ? current.throttleQps : null,
    ),
    throttleBurst: including(
      space.throttleBurst ?? DEFAULT_SPACE.throttleBurst,
      throttleEnabled ? current.throttleBurst : null,
    ),
    maxBatchWaitMs: including(space.maxBatchWaitMs ?? DEFAULT_SPACE.maxBatchWaitMs, current.maxBatchWaitMs),
  };
}

export function gridSizeOf(space: SearchSpace): number {
  return (
    space.maxBatchSize.length * space.throttleQps.length * space.throttleBurst.length * space.maxBatchWaitMs.length
  );
}

/** S, Q, U and W: what a batch is, without the buffer. */
export type Shape = Pick<
  BatchSettings,
  'maxBatchSize' | 'maxBatchWaitMs' | 'throttleEnabled' | 'throttleQps' | 'throttleBurst'
>;

/** All shapes of the space by how many of the four differ from the current settings: index k holds those with k changes. */
export function shapesByChanges(space: SearchSpace, current: BatchSettings): readonly (readonly Shape[])[] {
  const groups: Shape[][] = [[], [], [], [], []];
  const unthrottled = current.throttleEnabled ? [] : [{ ...shapeOf(current) }];
  for (const maxBatchSize of space.maxBatchSize)
    for (const maxBatchWaitMs of space.maxBatchWaitMs) {
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
