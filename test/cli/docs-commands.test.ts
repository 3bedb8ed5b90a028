import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findFile } from '../../src/cli/find-file.ts';
import { runCli, tempDir } from '../support/cli.ts';

const FILES = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((file) =>
  file.endsWith('.md'),
);

/** Lines of shell in fenced blocks, without their remarks. */
const LINES = [
  ...new Set(
    FILES.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block),
    )
      .flatMap((block) => block.trim().split('\n'))
      .map((line) => line.replace(/\s{2,}#.*$/, '').replace(/^npx audit-bench/, 'audit-bench')),
  ),
];

/** What is not run here, and why: where it is tested, or what it would need. */
const NOT_RUN: readonly (readonly [RegExp, string])[] = [
  [/audit-bench run /, 'half a minute and more; test/cli/interrupt.test.ts and test/real/local.test.ts run such'],
  [/^audit-bench assets install/, 'downloads; test/cli/assets.test.ts does from a server of its own'],
  [/^audit-bench check /, 'needs a live cluster; test/real/check.test.ts has one'],
  [
    /--audit-log /,
    'needs an audit log of the reader; test/cli/simulate-audit-log.test.ts and test/cli/profile.test.ts have some',
  ],
  [
    /--prometheus |--metrics |^audit-bench profile --kubeconfig /,
    'asks a Prometheus or a live cluster; test/real/profile-prometheus.test.ts',
  ],
  [/--metrics /, 'reads metrics of the reader; test/cli/profile-counters.test.ts'],
  [/^(?:docker|kind|kubectl) |\| kubectl/, 'needs Docker and a cluster; test/real/pods.test.ts has both'],
  [/\bFILE\b|…/, 'a form to fill in; test/cli/simulate.test.ts and test/cli/bad-input.test.ts fill it'],
  [/--manifest \/etc\//, "reads a control plane's file; test/cli/simulate.test.ts has one"],
  [/^audit-bench report latest --reanalyse/, 'the sample has no raw files; test/cli/report.test.ts has a run that has'],
  [
    /^audit-bench (?:verify|seal|probe-receiver)/,
    'needs audit logs or a receiver of the reader; test/cli/simulate-audit-log.test.ts',
  ],
  [/npm ci|^npm (?:run|test)|^npx vitest|^node bench\//, 'installs, or measures for minutes'],
];

const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';
const dir = tempDir();

beforeAll(() => {
  for (const [at, name] of ['older', 'newer'].entries()) {
    const run = join(dir, 'reports', name);
    mkdirSync(run, { recursive: true });
    cpSync('reports/sample', run, { recursive: true });
    const result = JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')) as object;
    writeFileSync(
      join(run, 'result.json'),
      JSON.stringify({ ...result, startedAt: `2026-01-0${at + 1}T00:00:00.000Z` }),
    );
  }
  writeFileSync(join(dir, 'policy.yaml'), POLICY);
});

describe('every command that the documents show', () => {
  const run = LINES.filter((line) => !NOT_RUN.some(([pattern]) => pattern.test(line)));

  test.each(run)('%s', async (line) => {
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    expect(words.shift()).toBe('audit-bench');
    const { exitCode, stderr } = await runCli(words, { cwd: dir, env: { DISPLAY: '', WAYLAND_DISPLAY: '' } });
    expect(stderr).not.toContain('hint:');
    // 1 is an answer too: these flags lose, this policy has findings.
    expect([0, 1]).toContain(exitCode);
  });

  test('is run, or listed with the reason why not, and where it is tested instead', () => {
    expect(run.length).toBeGreaterThanOrEqual(9);
    for (const [pattern, reason] of NOT_RUN)
      for (const [file] of reason.matchAll(/test\/\S+\.ts/g))
        expect(existsSync(file), `${pattern.source}: ${file}`).toBe(true);
  });

  test('names scenarios and clusters that there are', async () => {
    const named = LINES.flatMap((line) => [...line.matchAll(/audit-bench (?:run|simulate) ([\w-]+)(?= |$)/g)]);
    expect(named.length).toBeGreaterThan(5);
    for (const [, name = ''] of named.filter(([, name = '']) => !name.startsWith('-')))
      expect((await findFile(name, 'scenarios')).shown).toBe(`scenarios/${name}.yaml`);
    const clusters = LINES.flatMap((line) => [...line.matchAll(/--cluster ([\w-]+)/g)]);
    for (const [, name = ''] of clusters)
      expect((await findFile(name, 'clusters')).shown).toBe(`clusters/${name}.yaml`);
  });

  test('of the package is a script that it has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const called = FILES.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/npm run ([\w:-]+)/g)]);
    expect(called.length).toBeGreaterThan(5);
    for (const [, name = ''] of called) expect(Object.keys(scripts)).toContain(name);
  });
});

test('the workflow of the CI recipe is YAML whose commands there are', async () => {
  const { parse } = await import('yaml');
  const { commands } = await import('../../src/cli/commands/index.ts');
  const [, text = ''] = /```yaml\n(.*?)```/s.exec(readFileSync('docs/ci.md', 'utf8')) ?? [];
  interface Workflow {
    readonly jobs: { readonly audit: { readonly steps: readonly { readonly run?: string }[] } };
  }
  const { steps } = (parse(text) as Workflow).jobs.audit;
  const called = steps.flatMap(({ run = '' }) => /^audit-bench (\w+)/.exec(run)?.[1] ?? []);
  const known = commands.map(({ command }) => String(command).split(' ')[0]);
  expect(called).toEqual(['assets', 'validate', 'run', 'compare']);
  for (const name of called) expect(known).toContain(name);
});
