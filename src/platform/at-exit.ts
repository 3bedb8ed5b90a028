const duties = new Set<() => void>();

/**
 * Something to do at once when this process leaves in a hurry (the second Ctrl-C); synchronous, for nothing else is done
 * by then. Returns how to be let off it.
 */
export function atExit(duty: () => void): () => void {
  if (duties.size === 0) process.once('exit', doAll);
  duties.add(duty);
  return () => {
    duties.delete(duty);
    if (duties.size === 0) process.off('exit', doAll);
  };
}

/** The last that was taken on first: what stands on something goes before it. */
function doAll(): void {
  for (const duty of [...duties].reverse()) {
    try {
      duty();
    } catch {
      // The others are done all the same.
    }
  }
}
