import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { LogFollower } from '../../../../src/platform/log/log-follower.ts';
import { RotatingFile } from '../../../../src/platform/log/rotating-file.ts';
import { RotationNames } from '../../../../src/platform/log/rotation-names.ts';
import { tempDir } from '../../../support/cli.ts';

interface Followed {
  readonly path: string;
  readonly lines: string[];
  readonly follower: LogFollower;
  /** Puts the file aside as rotation does, at a time that is later than the one before. */
  readonly rotate: () => string;
}

function follow(before = ''): Followed {
  const path = join(tempDir(), 'audit.log');
  if (before !== '') writeFileSync(path, before);
  const lines: string[] = [];
  const follower = new LogFollower(path, (bytes) => lines.push(...bytes.toString().split('\n').slice(0, -1)));
  onTestFinished(() => follower.close());
  const names = new RotationNames(path);
  let rotations = 0;
  const rotate = (): string => {
    rotations += 1;
    const backup = names.backupPath(Date.UTC(2026, 10, 24, 9) + rotations);
    renameSync(path, backup);
    return backup;
  };
  return { path, lines, follower, rotate };
}

function compress(path: string): void {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
  rmSync(path);
}

describe('a log is followed', () => {
  test('from its end on, and from its beginning when it is made later', async () => {
    const old = follow('old\n');
    appendFileSync(old.path, 'new\n');
    await old.follower.poll();
    expect(old.lines).toEqual(['new']);
    const later = follow();
    await later.follower.poll();
    writeFileSync(later.path, 'first\n');
    await later.follower.poll();
    expect(later.lines).toEqual(['first']);
  });

  test('line by line: half a line waits for its rest', async () => {
    const { path, lines, follower } = follow();
    writeFileSync(path, 'one\ntw');
    await follower.poll();
    expect(lines).toEqual(['one']);
    expect(follower.unfinishedBytes).toBe(2);
    appendFileSync(path, 'o\n');
    await follower.poll();
    expect(lines).toEqual(['one', 'two']);
  });

  test('with a line that is larger than what is read at once', async () => {
    const { path, lines, follower } = follow();
    const long = 'x'.repeat(3_000_000);
    writeFileSync(path, `a\n${long}\nb\n`);
    await follower.poll();
    expect(lines.map(({ length }) => length)).toEqual([1, 3_000_000, 1]);
  });

  test('across rotation, with what was written to the old file after the last look', async () => {
    const { path, lines, follower, rotate } = follow('0\n');
    appendFileSync(path, '1\n');
    await follower.poll();
    appendFileSync(path, '2\n');
    rotate();
    writeFileSync(path, '3\n');
    await follower.poll();
    expect(lines).toEqual(['1', '2', '3']);
    expect(follower.report).toEqual({ rotations: 1, removedUnread: [], truncations: 0, unfinishedLines: 0 });
  });

  test.each(['plain', 'compressed'] as const)('across several rotations between two looks, %s', async (form) => {
    const { path, lines, follower, rotate } = follow();
    writeFileSync(path, '1\n');
    await follower.poll();
    for (const line of ['2', '3', '4']) {
      const backup = rotate();
      if (form === 'compressed') compress(backup);
      writeFileSync(path, `${line}\n`);
    }
    await follower.poll();
    expect(lines).toEqual(['1', '2', '3', '4']);
    expect(follower.report).toMatchObject({ rotations: 3, removedUnread: [] });
  });

  test('across a compression that ends between two looks at the folder: the file that was open is not read twice', async () => {
    const { path, lines, follower, rotate } = follow();
    writeFileSync(path, '1\n');
    await follower.poll();
    appendFileSync(path, '2\n');
    const backup = rotate();
    writeFileSync(path, '3\n');
    // What the folder told a moment ago: the file by its plain name, of which only the compressed one is left.
    const stale = new RotationNames(path).backups();
    compress(backup);
    vi.spyOn(RotationNames.prototype, 'backups').mockImplementationOnce(() => stale);
    await follower.poll();
    expect(lines).toEqual(['1', '2', '3']);
    expect(follower.report).toMatchObject({ rotations: 1, removedUnread: [] });
  });

  test('and says which files rotation removed before they were read; the one that was open is read all the same', async () => {
    const { path, lines, follower, rotate } = follow();
    writeFileSync(path, '1\n');
    await follower.poll();
    appendFileSync(path, '2\n');
    const removed: string[] = [];
    for (const line of ['3', '4', '5']) {
      removed.push(rotate());
      writeFileSync(path, `${line}\n`);
    }
    for (const backup of removed.slice(0, 2)) rmSync(backup);
    await follower.poll();
    expect(lines).toEqual(['1', '2', '4', '5']);
    expect(follower.report.removedUnread).toEqual(['audit-2026-11-24T09-00-00.002.log']);
  });

  test('a file that is cut to nothing in its place is read from its beginning, and said', async () => {
    const { path, lines, follower } = follow();
    writeFileSync(path, 'a long first line\n');
    await follower.poll();
    truncateSync(path);
    appendFileSync(path, 'b\n');
    await follower.poll();
    expect(lines).toEqual(['a long first line', 'b']);
    expect(follower.report.truncations).toBe(1);
  });

  test('a file that ends in the middle of a line is said', async () => {
    const { path, lines, follower, rotate } = follow();
    writeFileSync(path, 'one\nhal');
    await follower.poll();
    rotate();
    writeFileSync(path, 'next\n');
    await follower.poll();
    expect(lines).toEqual(['one', 'next']);
    expect(follower.report.unfinishedLines).toBe(1);
  });

  test('a file that is deleted is still written by who has it open', async () => {
    const { path, lines, follower } = follow();
    writeFileSync(path, '1\n');
    await follower.poll();
    rmSync(path);
    await follower.poll();
    writeFileSync(path, '2\n');
    await follower.poll();
    expect(lines).toEqual(['1', '2']);
  });
});

describe('beside a writer that rotates', () => {
  const LINE = `${'x'.repeat(99)}\n`;

  test.each([
    { compress: false, maxBackups: 0 },
    { compress: true, maxBackups: 0 },
    { compress: false, maxBackups: 3 },
  ])('loses nothing: compress $compress, backups $maxBackups', async ({ compress: packs, maxBackups }) => {
    const { path, lines, follower } = follow();
    let nowMs = Date.UTC(2026, 10, 24);
    const writer = new RotatingFile(path, { maxSizeBytes: 2000, maxBackups, compress: packs }, () => nowMs);
    for (let round = 0; round < 100; round += 1) {
      for (let line = 0; line < 7; line += 1) writer.write(LINE);
      nowMs += 10;
      await follower.poll();
    }
    await writer.close();
    await follower.poll();
    expect(lines).toHaveLength(700);
    expect(follower.report).toMatchObject({ removedUnread: [], unfinishedLines: 0 });
    expect(follower.report.rotations).toBeGreaterThanOrEqual(34);
  });

  test('a text that no file may hold is refused, as kube-apiserver does', () => {
    const dir = tempDir();
    mkdirSync(dir, { recursive: true });
    const writer = new RotatingFile(join(dir, 'a.log'), { maxSizeBytes: 10, maxBackups: 0, compress: false }, () => 0);
    onTestFinished(() => writer.close());
    expect(() => writer.write(LINE)).toThrow('write length 100 exceeds maximum file size 10');
  });
});
