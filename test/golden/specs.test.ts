import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { compileChart, renderSvg } from '../../src/report/charts/render.ts';
import { chartRows, TRIAL_CHARTS } from '../../src/report/charts/rows.ts';
import { curveChart } from '../../src/report/charts/curve.ts';
import { framesOf } from '../../src/report/charts/frame.ts';
import { type RunChart, runCharts } from '../../src/report/charts/run-charts.ts';
import { timeSpec, trialChart } from '../../src/report/charts/trial-spec.ts';
import { expectGolden } from '../support/golden.ts';
import { RECOMMENDATION } from '../support/recommendation.ts';
import { madeUpRun, madeUpTrial, madeUpLoad } from '../support/results.ts';

const schema = JSON.parse(readFileSync('node_modules/vega-lite/build/vega-lite-schema.json', 'utf8')) as object;
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

const trial = madeUpTrial();
const settings = (bufferSize: number, throttleQps: number): ReturnType<typeof madeUpTrial>['settings'] => ({
  ...trial.settings,
  bufferSize,
  throttleQps,
});
const run = madeUpRun([
  trial,
  madeUpTrial({ id: 'b-1', variant: 'b', settings: settings(1000, 10), lossRatio: 0 }),
  madeUpTrial({ id: 'c-1', variant: 'c', load: madeUpLoad({ multiple: 1.5 }), lossRatio: 0.5 }),
]);
const specs = [
  ...TRIAL_CHARTS.map((chart) => ({
    id: chart,
    spec: timeSpec(trialChart(chart, chartRows(trial.series, chart), trial, framesOf([trial])[chart])),
  })),
  ...runCharts(run),
  curveChart(madeUpRun([trial], { recommendation: RECOMMENDATION })) as RunChart,
];

describe('vega-lite specs', () => {
  test.each(specs)('$id is the golden one, valid by the schema, and can be drawn', async ({ id, spec }) => {
    expectGolden(`specs/${id}.json`, `${JSON.stringify(spec, null, 2)}\n`);
    expect(validate(spec), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    const svg = await renderSvg(compileChart(spec), 'a <title>');
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 [\d.]+ [\d.]+" role="img" aria-label="a &#60;title&#62;">/);
  });

  test('a run that was recorded before there was a curve, or has no recommendation, has none', () => {
    expect(curveChart(run)).toBeNull();
    expect(curveChart(madeUpRun([trial], { recommendation: { ...RECOMMENDATION, curve: null } }))).toBeNull();
  });

  test('a run has the charts that its trials have data for', () => {
    expect(runCharts(run).map(({ id }) => id)).toEqual(['loss', 'heat', 'multiple', 'lag', 'request']);
    expect(runCharts(madeUpRun([trial])).map(({ id }) => id)).toEqual(['loss']);
    expect(runCharts(madeUpRun([madeUpTrial({ error: 'failed', lossRatio: null })]))).toEqual([]);
  });
});
