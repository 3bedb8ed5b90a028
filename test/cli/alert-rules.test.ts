import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { findOnPath } from '../../src/platform/programs.ts';
import { tempDir } from '../support/cli.ts';

const missing =
  findOnPath('promtool', process.env['PATH'] ?? '') === undefined
    ? "no promtool: install Debian's prometheus to have the alert rules tried"
    : null;
if (missing !== null && process.env['AUDIT_BENCH_REQUIRE_REAL'] === '1') throw new Error(missing);

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}
interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[];
}

describe('the alerts for production', () => {
  test('fire on recorded losses, on auditing that was switched off and on a log that was cut, and not otherwise', async (context) => {
    if (missing !== null) context.skip(missing);
    const { stdout, exitCode } = await execa('promtool', ['test', 'rules', 'docs/prometheus-rules.test.yaml'], {
      reject: false,
    });
    expect(stdout).toContain('SUCCESS');
    expect(exitCode).toBe(0);
  });

  test('each has a row in the guide', () => {
    const guide = readFileSync('docs/alerting.md', 'utf8');
    const { groups } = parse(readFileSync('docs/prometheus-rules.yaml', 'utf8')) as Rules;
    for (const { alert } of groups.flatMap(({ rules }) => rules)) expect(guide).toContain(alert);
  });

  test('the dashboard asks Prometheus what it can read', async (context) => {
    if (missing !== null) context.skip(missing);
    const { panels } = JSON.parse(readFileSync('docs/grafana-dashboard.json', 'utf8')) as Dashboard;
    const rules = panels
      .flatMap(({ targets }) => targets)
      .map(({ expr }, at) => ({
        record: `panel:${at}`,
        expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'),
      }));
    const file = join(tempDir(), 'rules.yaml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { exitCode, stderr } = await execa('promtool', ['check', 'rules', file], { reject: false });
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });
});
