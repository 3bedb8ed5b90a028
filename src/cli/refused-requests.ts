import { Counter } from '../core/counter.ts';
import { resourceText } from '../core/resource-text.ts';
import type { RunResult } from '../core/result.ts';
import type { LoadSpec, RequestTemplate } from '../core/scenario.ts';
import { formatCount } from '../core/units.ts';
import { readRequests } from './request-records.ts';

const MOST_NAMED = 5;

/** Requests of a mix that the API server refused, by their kind and its status; nothing of a trial in which none was. */
export async function refusedLines(
  { trials }: RunResult,
  runDir: string,
  { requests }: LoadSpec,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const trial of trials) {
    const refused = new Counter();
    await readRequests(
      runDir,
      trial,
      ({ shape, status }) => {
        if (status !== null && status >= 400) refused.add(`${kindOf(requests[shape])}: answered ${status}`);
      },
      (line) => /"status":[45]/.test(line),
    );
    if (refused.total === 0) continue;
    const named = refused.most(MOST_NAMED);
    const more = refused.total - named.reduce((sum, { count }) => sum + count, 0);
    lines.push(
      `${trial.id}: ${formatCount(refused.total)} requests were refused:`,
      ...named.map(({ name, count }) => `  ${formatCount(count)} ${name}`),
      ...(more === 0 ? [] : [`  ${formatCount(more)} others`]),
    );
  }
  return lines;
}

function kindOf(template: RequestTemplate | undefined): string {
  if (template === undefined) return 'others';
  if (template.kind === 'path') return `get ${template.path}`;
  const { group = '', version = 'v1', resource, subresource = '' } = template;
  return `${template.verb} ${resourceText({ group, version, resource, subresource })}`;
}
