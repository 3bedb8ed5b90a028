import { describe, expect, test } from 'vitest';
import { ledger, why } from '../../../src/report/page/ledger.ts';
import { madeUpTrial } from '../../support/results.ts';

const lost = { firstLossAtMs: null, recoveredAtMs: null, missingSample: [] };
const events = (changes: Partial<ReturnType<typeof madeUpTrial>['events']>) => ({
  ...madeUpTrial().events,
  ...changes,
});

describe('why events were lost', () => {
  test('nothing was lost is said only where nothing was', () => {
    expect(why(madeUpTrial({ ...lost, lossRatio: 0 })).text).toContain('Nothing was lost.');
    expect(why(madeUpTrial({ ...lost, lossRatio: null })).text).toContain(
      'Whether events were lost could not be measured.',
    );
  });

  test('a loss of background events alone has a ratio and no time', () => {
    const ours = { ...madeUpTrial().ours, missing: 0 };
    expect(why(madeUpTrial({ ...lost, ours, lossRatio: 0.1 })).text).toContain(
      '10 % of the events were lost, none of them ours; when is not known.',
    );
  });

  test('a recovery that is not known is not made up', () => {
    expect(why(madeUpTrial({ firstLossAtMs: 800, recoveredAtMs: null })).text).toContain(
      'The first event was lost after 800 ms.',
    );
  });
});

describe('the ledger', () => {
  test('requests that were refused are named by kind, status and count, and nothing is said where none was', () => {
    const title = 'Requests that were refused';
    expect(ledger(madeUpTrial()).text).not.toContain(title);
    const refused = [{ request: 'update coordination.k8s.io/v1/leases', status: 409, count: 1200 }];
    const page = ledger(madeUpTrial({ refused })).text;
    expect(page).toContain(title);
    expect(page.replaceAll(/<[^>]+>/g, ' ')).toMatch(/update coordination\.k8s\.io\/v1\/leases\s+409\s+1,200\s/);
  });

  test('parts below 0 are named beside the bar, which never runs over', () => {
    const page = ledger(
      madeUpTrial({ events: events({ generated: 100, delivered: 110, dropped: 0, unexplained: -10 }) }),
    ).text;
    expect(page).toContain('The bar leaves out what is below 0: unexplained -10.');
    const widths = [...page.matchAll(/width:([\d.]+)%/g)].map(([, width]) => Number(width));
    expect(Math.max(...widths)).toBeLessThanOrEqual(100);
  });
});
