import { eventsOfRequest } from '../../analysis/expected-stages.ts';
import type { SampleRecord } from '../../core/records.ts';
import type { Policy } from '../../core/policy.ts';

const SCRAPER = { user: 'audit-bench-admin', groups: ['system:masters'] } as const;

/** Events that the scrapes between the two readings made; 0 with a policy that leaves /metrics out, as the bundled ones do. */
export function scrapeEvents(
  policy: Policy,
  before: readonly SampleRecord[],
  after: readonly SampleRecord[],
  intervalMs: number,
): number {
  const perScrape = eventsOfRequest({ kind: 'path', path: '/metrics', weight: 1 }, SCRAPER, policy, {
    namespace: '',
    name: '',
  });
  if (perScrape === 0) return 0;
  const spanMs = Math.max(0, (after[0]?.sentMs ?? 0) - (before[0]?.sentMs ?? 0));
  return perScrape * before.length * Math.max(1, Math.round(spanMs / intervalMs));
}
