import { existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { BUNDLED_POLICIES } from '../../src/config/policy/bundled.ts';
import { settingsToFlags } from '../../src/core/flags.ts';
import { formatFlags } from '../../src/report/flag-formats.ts';
import { tempDir } from '../support/cli.ts';
import { QUICK } from '../support/settings.ts';

/** Of the lab, which is not always there. */
const KUBEADM = join(process.env.AUDIT_BENCH_LAB ?? join(homedir(), '.cache', 'audit-bench-lab'), 'bin', 'kubeadm');

describe("kubeadm's own judgement of what is written for it", () => {
  test.for(['kubeadm', 'kubeadm-v1beta3'] as const)('%s', { timeout: 60_000 }, async (format, context) => {
    if (!existsSync(KUBEADM)) context.skip('no kubeadm: ../shared/lab/kind-up builds one');
    const file = join(tempDir(), 'kubeadm.yaml');
    const deployment = { flags: settingsToFlags(QUICK, 'webhook'), policyText: BUNDLED_POLICIES['metadata'] ?? '' };
    writeFileSync(file, formatFlags(deployment, format));
    // Its log on stderr says that it cannot ask the internet for a version.
    const { exitCode, stdout } = await execa(KUBEADM, ['config', 'validate', '--config', file], { reject: false });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'ok' });
  });
});
