/** A line with the measured value, the goal and whether it was reached; the exit status remembers a miss. */
export function verdict(text, reached, goal) {
  console.log(`${reached ? 'ok  ' : 'MISS'} ${text} (goal: ${goal})`);
  if (!reached) process.exitCode = 1;
}

export function median(values) {
  return quantile(values, 0.5);
}

/** Nearest rank. */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
