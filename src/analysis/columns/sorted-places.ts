/** First place of a sorted range whose value is above. */
export function firstAbove(sorted: Float64Array, value: number, start = 0, end = sorted.length): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** First place of a sorted range whose value is not below. */
export function firstFrom(sorted: Float64Array, value: number, start = 0, end = sorted.length): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
