import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readRun } from '../../../src/cli/read-run.ts';
import { AuditBenchError } from '../../../src/core/errors.ts';
import type { RunResult } from '../../../src/core/result.ts';
import { tempDir } from '../../support/cli.ts';

type Path = readonly (string | number)[];

/** Every member of a value, of lists the first only. */
function members(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [[0, value[0]] as const].slice(0, value.length) : Object.entries(value);
  return entries.flatMap(([key, inner]) => [[...path, key], ...members(inner, [...path, key])]);
}

function changed(value: unknown, [key = '', ...rest]: Path, to: unknown): unknown {
  if (Array.isArray(value))
    return value.map((inner, at) => (at === key ? (rest.length === 0 ? to : changed(inner, rest, to)) : inner));
  const { [key]: inner, ...others } = value as Record<string, unknown>;
  if (rest.length > 0) return { ...others, [key]: changed(inner, rest, to) };
  return to === undefined ? others : { ...others, [key]: to };
}

async function outcomeOf(result: unknown): Promise<unknown> {
  const dir = tempDir();
  writeFileSync(join(dir, 'result.json'), JSON.stringify(result, null, 2));
  return readRun(dir).catch((error: unknown) => error);
}

let whole: RunResult;
beforeAll(async () => {
  whole = await readRun('reports/sample');
});

describe('a result.json that was damaged', () => {
  test('is whole without damage', async () => {
    expect(await outcomeOf(whole)).toEqual(whole);
  });

  test('is refused wherever a member is missing or another kind of thing, with its line', async () => {
    const paths = members(whole).filter((path) => path.length <= 5);
    expect(paths.length).toBeGreaterThan(200);
    // Some of the places, both ways: all of them take minutes.
    for (const path of paths.filter((_, at) => at % 37 === 0)) {
      for (const to of [undefined, [[]]]) {
        const outcome = await outcomeOf(changed(whole, path, to));
        // A member that may be absent, or a list of anything, is no damage.
        const said = outcome instanceof Error ? outcome : null;
        expect(said === null || (said instanceof AuditBenchError && said.exitCode === 2)).toBe(true);
        expect(said?.message ?? 'result.json').toContain('result.json');
      }
    }
  });

  test('says what is missing and where', async () => {
    const outcome = await outcomeOf(changed(whole, ['trials', 0, 'requests', 'sent'], undefined));
    expect(outcome).toBeInstanceOf(AuditBenchError);
    expect((outcome as Error).message).toMatch(
      /result\.json:\d+ trials\[0\]\.requests\.sent: expected number, it is missing\n {2}hint: it was damaged/,
    );
  });
});
