import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/core/random.ts';
import { startCli, tempDir } from '../support/cli.ts';
import { GONE_WITHIN, KIND_IMAGE, kindThings, noKind } from '../support/kind.ts';
import { processesWith, tempEntries } from '../support/processes.ts';
import { takesTurns } from '../support/turns.ts';

takesTurns('kind');

/** `npm run test:kind-interrupts` takes twenty. */
const RUNS = Number(process.env['AUDIT_BENCH_INTERRUPTS'] ?? 2);
/** A run takes about this long: creation, the first trial, a change of settings. */
const SPAN_MS = 20_000;
const SEED = Number(process.env['AUDIT_BENCH_SEED'] ?? 20_261_124);
const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: interrupted
load: { phases: [{ rate: 50/s, duration: 2s }] }
variants: [{ name: a, maxBatchWait: 1s }, { name: b, maxBatchWait: 2s }, { name: c, maxBatchWait: 3s }]
`;

test.skipIf(noKind !== null)(
  `${RUNS} runs interrupted at random moments (seed ${SEED}) leave no container, volume, process or file${noKind === null ? '' : ` (skipped: ${noKind})`}`,
  { timeout: RUNS * 60_000 },
  async () => {
    const random = seededRandom(SEED);
    const before = await kindThings();
    for (let run = 1; run <= RUNS; run += 1) {
      const dir = tempDir();
      const scratch = tempDir();
      const cluster = `apiVersion: audit-bench/v1\nkind: Cluster\nname: k\nprovider: kind\nimage: ${KIND_IMAGE}\n`;
      writeFileSync(join(dir, 's.yaml'), SCENARIO);
      writeFileSync(join(dir, 'c.yaml'), cluster);
      const args = ['run', join(dir, 's.yaml'), '--cluster', join(dir, 'c.yaml'), '--out', join(dir, 'run')];
      const child = startCli(args, { env: { TMPDIR: scratch } });
      const atMs = Math.round(random() * SPAN_MS);
      const timer = setTimeout(() => child.kill('SIGINT'), atMs);
      const { exitCode, stderr } = await child;
      clearTimeout(timer);
      const place = `run ${run} at ${atMs} ms, ${stderr.trim().split('\n').at(-1)}`;
      // Node takes a moment until it listens to signals; a run that is quick comes to its end.
      expect([130, undefined, 0], place).toContain(exitCode);
      await expect.poll(kindThings, { message: place, ...GONE_WITHIN }).toEqual(before);
      expect(processesWith(scratch), place).toEqual([]);
      expect(tempEntries(scratch), place).toEqual([]);
    }
  },
);
