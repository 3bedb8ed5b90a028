import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/core/result.ts';
import type { Reporter } from '../../../src/report/reporter.ts';
import { HOSTILE, madeUpRun, madeUpTrial } from '../results.ts';

export interface ReporterCapabilities {
  /** Whether it has files for a run without a recommendation. */
  readonly without: 'files' | 'no files';
}

/** Runs of every kind that a reporter meets. */
const RUNS: readonly (readonly [name: string, run: RunResult])[] = [
  ['a run with trials', madeUpRun([madeUpTrial(), madeUpTrial({ id: 'b-1', variant: 'b' })])],
  ['a run without any trial', madeUpRun([])],
  ['a run that was interrupted', madeUpRun([madeUpTrial()], { status: 'interrupted', verdict: null })],
  ['a trial that could not be measured', madeUpRun([madeUpTrial({ error: 'it did not start', trusted: false })])],
  ['a trial with doubts', madeUpRun([madeUpTrial({ trusted: false, doubts: [{ name: 'd', sentence: 'Doubt.' }] })])],
  ['hostile names', madeUpRun([madeUpTrial({ variant: HOSTILE })])],
];

/** What the page, the summary and every other writer of files must keep to. */
export function reporterContract(reporter: Reporter, { without }: ReporterCapabilities): void {
  describe(`the reporter ${reporter.name}`, () => {
    test.each(RUNS)('%s: gives whole texts under paths of the run directory, each once', async (_, run) => {
      const files = await reporter.render(run);
      expect(files.length > 0).toBe(without === 'files');
      for (const { path, text } of files) {
        expect(path).toMatch(/^[a-z0-9][a-z0-9._/-]*$/);
        expect(path).not.toContain('..');
        expect(text).not.toContain('undefined');
        expect(text).not.toContain('[object Object]');
      }
      expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    });

    test('the same run gives the same files, and stays as it is', async () => {
      for (const [, run] of RUNS) {
        const before = structuredClone(run);
        const [first, second] = [await reporter.render(run), await reporter.render(run)];
        expect(second).toEqual(first);
        expect(run).toEqual(before);
      }
    });
  });
}
