import { test } from 'vitest';
import { auditFiles } from '../../src/clusters/audit-flags.ts';
import { compareRuns } from '../../src/report/compare/compare.ts';
import { compareMarkdown } from '../../src/report/compare/render.ts';
import { csvReporter } from '../../src/report/csv.ts';
import { junitReporter } from '../../src/report/junit.ts';
import { summaryReporter } from '../../src/report/summary.ts';
import { expectGolden } from '../support/golden.ts';
import { bundledPolicy } from '../support/policies.ts';
import { madeUpRun, madeUpTrial } from '../support/results.ts';
import { QUICK } from '../support/settings.ts';

const run = madeUpRun([
  madeUpTrial(),
  madeUpTrial({
    id: 'large-1',
    variant: 'large',
    lossRatio: 0,
    objectives: [{ name: 'lossRatio', max: 0, actual: 0, met: true }],
  }),
  madeUpTrial({
    id: 'odd-1',
    variant: 'odd',
    trusted: false,
    doubts: [{ name: 'send-lag', sentence: 'requests left late: p99 12 ms (above 10 ms)' }],
  }),
  madeUpTrial({ id: 'gone-1', variant: 'gone', trusted: false, error: 'kube-apiserver ended at start with status 1' }),
]);

test.each([summaryReporter, junitReporter, csvReporter])('the $name files of a run', async (reporter) => {
  for (const { path, text } of await reporter.render(run)) expectGolden(`files/${path}`, text);
});

test('the files and flags of an API server', () => {
  const policy = bundledPolicy('metadata-complete');
  const target = {
    backend: 'webhook',
    url: 'https://127.0.0.1:1/audit',
    caPem: 'CA',
    clientCertificatePem: 'CERT',
    clientKeyPem: 'KEY',
  } as const;
  const { files, flags } = auditFiles(
    { policyText: policy.text, policy: policy.policy, targets: { webhook: target } },
    { webhook: QUICK },
    { dir: '/etc/audit', instance: 'apiserver-1' },
  );
  expectGolden('files/audit-files.json', `${JSON.stringify({ files, flags }, null, 2)}\n`);
});

test('a comparison as Markdown', () => {
  const repeats = (memory: readonly number[]): ReturnType<typeof madeUpRun> =>
    madeUpRun(
      memory.map((bytes, index) =>
        madeUpTrial({
          id: `small-${index + 1}`,
          repeat: index + 1,
          apiserver: { memoryPeakBytes: bytes, cpuSeconds: 1, requestDurationMeanMs: 2, largestSampleGapMs: 500 },
        }),
      ),
    );
  expectGolden(
    'files/compare.md',
    compareMarkdown(compareRuns(repeats([100e6, 101e6, 102e6]), repeats([150e6, 149e6, 151e6]))),
  );
});
