import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMetrics } from '../../src/probes/metrics-text.ts';

const name = fc.stringMatching(/^[a-z_]{1,12}$/);
const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
const value = fc.oneof(fc.double({ noNaN: true }), fc.integer()).map((number) => (Object.is(number, -0) ? 0 : number));

function write(number: number): string {
  if (number === Number.POSITIVE_INFINITY) return '+Inf';
  return number === Number.NEGATIVE_INFINITY ? '-Inf' : String(number);
}

describe('the reader of Prometheus text', () => {
  test('gets back what was written, whatever the label values hold', () => {
    const labels = fc.dictionary(
      name,
      fc.string({ unit: 'binary' }).filter((text) => !text.includes('\r')),
      { maxKeys: 4, noNullPrototype: false },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, labels, value), { maxLength: 20 }), fc.boolean(), (lines, timestamps) => {
        const page = lines
          .map(([metric, given, number]) => {
            const pairs = Object.entries(given).map(([key, text]) => `${key}="${escaped(text)}"`);
            return `# HELP ${metric} text\n${metric}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${write(number)}${timestamps ? ' 1700000000000' : ''}\n`;
          })
          .join('');
        const read = readMetrics(page, new Set(lines.map(([metric]) => metric)));
        expect(read).toEqual(lines.map(([metric, given, number]) => ({ name: metric, labels: given, value: number })));
      }),
    );
  });

  test('a page of 100,000 broken lines takes no longer than one of whole ones', () => {
    const page = 'a{x\n'.repeat(100_000);
    const startedMs = performance.now();
    expect(() => readMetrics(page, new Set(['a']))).toThrow('line 1 of the metrics has no value that is a number: a{x');
    expect(readMetrics(`${'b{x\n'.repeat(100_000)}a 1\n`, new Set(['a']))).toHaveLength(1);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });

  test.each(['x', '', 'NaN', '1e', '{}'])('a value of %j is an error with its line', (garbage) => {
    expect(() => readMetrics(`# HELP a\nb 1\na{p="q"} ${garbage}\n`, new Set(['a', 'b']))).toThrow(
      /^line 3 of the metrics has no value that is a number: a\{p="q"\}/,
    );
  });

  test('leaves out names that are not wanted, prefixes of them included', () => {
    const page = 'a_total 1\na_total_more 2\na 3\nb{x="a_total 9"} 4\n';
    expect(readMetrics(page, new Set(['a_total']))).toEqual([{ name: 'a_total', labels: {}, value: 1 }]);
  });
});
