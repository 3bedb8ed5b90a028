import { expect, test } from 'vitest';
import { TimeCharts, renderSvg } from '../../../../src/report/charts/render.ts';

/** Words that the picture of a line from 0 to `yMax` shows. */
async function wordsOf(yMax: number): Promise<readonly string[]> {
  const rows = [
    { t: 0, value: 0, series: 'a' },
    { t: 4, value: yMax, series: 'a' },
  ];
  const chart = { unit: 'cores', rows, phases: [], limits: [], frame: { xMax: 4, yMax } };
  const svg = await renderSvg(new TimeCharts().compile(chart), 'a chart');
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
}

test('the numbers beside an axis are those of its ticks, each another one', async () => {
  const words = await wordsOf(0.2);
  expect(words).toEqual(expect.arrayContaining(['0', '0.05', '0.1', '0.15', '0.2']));
  expect(await wordsOf(1.5)).toEqual(expect.arrayContaining(['0', '0.5', '1', '1.5']));
});
