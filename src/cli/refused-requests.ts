import type { RunResult } from '../core/result.ts';
import { formatCount } from '../core/units.ts';

const MOST_NAMED = 5;

/** Requests that the API server refused, by their kind and its status; nothing of a trial in which none was. */
export function refusedLines({ trials }: Pick<RunResult, 'trials'>): readonly string[] {
  return trials.flatMap(({ id, refused = [] }) => {
    if (refused.length === 0) return [];
    const sum = (counts: typeof refused): number => counts.reduce((all, { count }) => all + count, 0);
    const more = sum(refused.slice(MOST_NAMED));
    return [
      `${id}: ${formatCount(sum(refused))} requests were refused:`,
      ...refused
        .slice(0, MOST_NAMED)
        .map(({ request, status, count }) => `  ${formatCount(count)} ${request}: answered ${status}`),
      ...(more === 0 ? [] : [`  ${formatCount(more)} others`]),
    ];
  });
}
