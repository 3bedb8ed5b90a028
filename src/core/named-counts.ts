import type { NamedCount } from './lost-events.ts';

const MOST_SHOWN = 6;
/** The longest that clients of Kubernetes send (program, version, platform, service account) has about 120 characters. */
const LONGEST_NAME = 140;

/**
 * The first of several names with their counts, in a line: `get 61 % · list 12 % · …`. Whoever sends a request chooses
 * some of the names, so a long one is cut. `nameless`: what stands for an empty one.
 */
export function namedCounts(
  entries: readonly NamedCount[],
  nameless: string,
  countText: (count: number) => string,
): string {
  const shown = entries
    .slice(0, MOST_SHOWN)
    .map(({ name, count }) => `${name === '' ? nameless : cut(name)} ${countText(count)}`);
  return [...shown, ...(entries.length > MOST_SHOWN ? ['…'] : [])].join(' · ');
}

function cut(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
