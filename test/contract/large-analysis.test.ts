import { join, resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { messageOf } from '../../src/core/errors.ts';
import { analyseTrialDir } from '../../src/runner/analyse-dir.ts';
import { analyseMeasured } from '../../src/runner/analyse-measured.ts';
import { tempDir } from '../support/cli.ts';
import { childrenWith } from '../support/processes.ts';
import { testScope } from '../support/scope.ts';

const RECORDED = resolve('test/fixtures/trials/lossy');
/** Every trial is a large one. */
const ANY_BYTES = 0;

/** Its number, as soon as it is there. */
function analysisProcess(): Promise<number> {
  return vi.waitFor(() => {
    const [pid] = childrenWith('analysis-process');
    expect(pid).toBeDefined();
    return pid as number;
  });
}

describe('a large trial, analysed in a process of its own', () => {
  test('has the same result and arrivals to the last digit', async () => {
    const apart = await analyseMeasured(RECORDED, 'wanted', testScope(), ANY_BYTES);
    expect(apart).toEqual(await analyseTrialDir(RECORDED));
    expect(apart.arrivals?.[0]?.timesMs).toBeInstanceOf(Float64Array);
  });

  test('sends no arrivals where nobody asks for them', async () => {
    const { result } = await analyseTrialDir(RECORDED);
    expect(await analyseMeasured(RECORDED, 'not wanted', testScope(), ANY_BYTES)).toEqual({ result, arrivals: null });
  });

  test('fails as it would here, by what is wrong with its files', async () => {
    const dir = tempDir();
    const why = await analyseTrialDir(dir).catch(messageOf);
    expect(why).toBe(`${dir}: no trial.json, the trial was not measured to its end`);
    await expect(analyseMeasured(dir, 'wanted', testScope(), ANY_BYTES)).rejects.toThrow(why);
  });

  test('that is killed is told with its output', async () => {
    const scope = testScope();
    const analysed = analyseMeasured(RECORDED, 'wanted', scope, ANY_BYTES);
    const told = expect(analysed).rejects.toThrow(
      `analysis-process was ended by SIGKILL; its output: ${join(scope.runDir, 'analysis.log')}`,
    );
    process.kill(await analysisProcess(), 'SIGKILL');
    await told;
  });

  test('ends with an interruption', async () => {
    const aborting = new AbortController();
    const analysed = analyseMeasured(RECORDED, 'wanted', testScope(aborting.signal), ANY_BYTES);
    const told = expect(analysed).rejects.toThrow('analysis-process');
    await analysisProcess();
    aborting.abort();
    await told;
    expect(childrenWith('analysis-process')).toEqual([]);
  });
});
