import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_LOG, type LogSpec } from '../../src/core/log.ts';
import type { BatchRecord } from '../../src/core/records.ts';
import type { Scope } from '../../src/core/scope.ts';
import type { LogTarget } from '../../src/core/target.ts';
import { pathExists } from '../../src/platform/files.ts';
import { logSink } from '../../src/sinks/log-file/sink.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { tempDir } from '../support/cli.ts';
import { testScope } from '../support/scope.ts';
import { LOOPBACK_SINK } from '../support/sinks.ts';

const line = (id: string): string =>
  `${JSON.stringify({ level: 'Metadata', auditID: id, stage: 'ResponseComplete', stageTimestamp: '2026-11-24T09:00:00.000001Z' })}\n`;

interface Opened {
  readonly sink: Sink<LogTarget>;
  readonly scope: Scope;
  /** The log of each API server, as this machine names it. */
  readonly paths: readonly string[];
}

async function openLog(spec: Partial<LogSpec> = {}, instances: readonly string[] = ['apiserver-1']): Promise<Opened> {
  const scope = testScope();
  const log = { spec: { ...DEFAULT_LOG, ...spec }, instances, there: null };
  const sink = await logSink.open({ ...LOOPBACK_SINK, log }, scope);
  onTestFinished(() => sink.close());
  return { sink, scope, paths: sink.target.folders.map(({ here }) => join(here, sink.target.fileName)) };
}

function recordsOf(file: string): readonly BatchRecord[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((text) => JSON.parse(text) as BatchRecord);
}

describe('the log', () => {
  test('of each API server is recorded under its name, across rotation, and counted by kind of request', async () => {
    const { sink, scope, paths } = await openLog({}, ['apiserver-1', 'apiserver-2']);
    const file = join(scope.runDir, 'events.jsonl');
    const [first = '', second = ''] = paths;
    writeFileSync(first, line('ab-aaaaaa-w1'));
    await sink.recordTo(file);
    appendFileSync(first, line('ab-aaaaaa-m1'));
    renameSync(first, join(first, '..', 'audit-2026-11-24T09-00-00.000.log'));
    writeFileSync(first, `${line('ab-aaaaaa-m2')}no event\n`);
    writeFileSync(second, line('somebody-else'));
    expect(await sink.counters()).toEqual({
      delivered: 3,
      deliveredSinceMark: 3,
      refused: 0,
      deliveredByKind: { m: 2, other: 1 },
      open: 0,
      pauseMs: expect.any(Number),
      log: {
        rotations: 1,
        removedUnread: [],
        truncations: 0,
        brokenLines: 1,
        unfinishedLines: 0,
        bytes: 3 * line('ab-aaaaaa-m1').length + 'no event\n'.length + 1,
      },
    });
    await sink.flush();
    const records = recordsOf(file);
    expect(records.map(({ instance, delivered, events }) => [instance, delivered, events.map(([id]) => id)])).toEqual([
      ['apiserver-1', true, ['ab-aaaaaa-m1']],
      ['apiserver-1', true, ['ab-aaaaaa-m2']],
      ['apiserver-2', true, ['somebody-else']],
    ]);
  });

  test('counts from zero into every new file, and since the mark what was made after it', async () => {
    const { sink, scope, paths } = await openLog();
    const path = paths[0] ?? '';
    writeFileSync(path, line('ab-aaaaaa-m1'));
    await sink.recordTo(join(scope.runDir, 'a.jsonl'));
    await sink.mark(Date.parse('2026-11-24T09:00:01Z'));
    appendFileSync(path, line('ab-aaaaaa-m2'));
    expect(await sink.counters()).toMatchObject({ delivered: 1, deliveredSinceMark: 0 });
    expect(readFileSync(path, 'utf8')).toContain('m2');
  });

  test('goes with the sink, but for one that the scenario names', async () => {
    const own = await openLog();
    await own.sink.close();
    expect(await pathExists(own.sink.target.folders[0]?.here ?? '')).toBe(false);
    const path = join(tempDir(), 'kept', 'my.log');
    const named = await openLog({ path });
    expect(named.paths).toEqual([path]);
    writeFileSync(path, line('a'));
    await named.sink.close();
    expect(await pathExists(path)).toBe(true);
    await expect(openLog({ path })).rejects.toMatchObject({
      problems: [
        { message: `log.path: ${path} is there already`, hint: 'name a file that is not there, or move it away' },
      ],
    });
    rmSync(path);
  });

  test('that cannot be read any more is told at once, with the reason, and to whoever asks', async () => {
    const { sink, paths } = await openLog();
    const broken = new Promise<Error>((resolve) => void sink.onBroken?.(resolve));
    const [path = ''] = paths;
    mkdirSync(path);
    const { message } = await broken;
    expect(message).toBe(
      `the audit log in ${dirname(path)} cannot be followed any more: EISDIR: illegal operation on a directory, read`,
    );
    await expect(sink.counters()).rejects.toThrow('EISDIR: illegal operation on a directory, read');
  });
});
