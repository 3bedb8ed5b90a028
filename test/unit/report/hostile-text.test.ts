import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../src/cli/terminal.ts';
import { csvCell, csvReporter } from '../../../src/report/csv.ts';
import { junitReporter } from '../../../src/report/junit.ts';
import { markdownText } from '../../../src/report/markdown.ts';
import { escapeHtml, html, jsonScript } from '../../../src/report/page/html.ts';
import { renderPage } from '../../../src/report/page/page.ts';
import { summaryReporter } from '../../../src/report/summary.ts';
import { HOSTILE, madeUpRun, madeUpTrial } from '../../support/results.ts';

const run = madeUpRun(
  [
    madeUpTrial({
      variant: HOSTILE,
      error: null,
      missingSample: [{ auditId: HOSTILE, stage: 'Panic', atMs: 1, request: HOSTILE, status: null }],
    }),
    madeUpTrial({ id: 'e-1', error: HOSTILE, trusted: false }),
  ],
  {
    scenario: { name: HOSTILE, description: HOSTILE, sha256: '' },
  },
);

describe('text that tries to be something else', () => {
  test('is text in HTML', async () => {
    const page = await renderPage(run, '');
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<img src=x');
    expect(page).not.toMatch(/[\u202e\u0007\u001b]/);
    expect(escapeHtml(`<a href="x">'&`)).toBe('&#60;a href=&#34;x&#34;&#62;&#39;&#38;');
    expect(html`<b>${'<i>'}</b>`.text).toBe('<b>&#60;i&#62;</b>');
  });

  test('cannot end the script element that holds the data', () => {
    const script = jsonScript('d', { text: '</script><!--\u2028' }).text;
    expect(script.indexOf('</script>')).toBe(script.length - '</script>'.length);
    expect(JSON.parse(script.replace(/<[^>]*>/g, ''))).toEqual({ text: '</script><!--\u2028' });
  });

  test('is text in Markdown, on one line of one cell', async () => {
    expect(markdownText('a|b\n<i> *x* `y` [z](u)')).toBe('a\\|b &lt;i&gt; \\*x\\* \\`y\\` \\[z\\](u)');
    const [file] = await summaryReporter.render(run);
    expect(file?.text).not.toContain('<script>');
    expect(file?.text).not.toMatch(/[\u202e\u0007\u001b]/);
  });

  test('is no formula in CSV', async () => {
    expect(csvCell('=1+1')).toBe("'=1+1");
    expect(csvCell('  @SUM(A1)')).toBe("'  @SUM(A1)");
    expect(csvCell('-2+3')).toBe("'-2+3");
    expect(csvCell('a"b,c\nd')).toBe('"a""b,c\nd"');
    expect(csvCell(-5)).toBe('-5');
    const [file] = await csvReporter.render(madeUpRun([madeUpTrial({ variant: '=cmd|x' })]));
    expect(file?.text).toContain(",'=cmd|x,");
  });

  test('is well-formed XML', async () => {
    const [file] = await junitReporter.render(run);
    expect(XMLValidator.validate(file?.text ?? '')).toBe(true);
    const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', htmlEntities: true }).parse(
      file?.text ?? '',
    ) as {
      testsuites: { testsuite: { name: string; testcase: { error?: { message: string } }[] } };
    };
    const { name, testcase } = parsed.testsuites.testsuite;
    // Control characters cannot be written in XML at all, so they are replaced.
    expect(name).toContain('</script><script>alert(1)</script>');
    expect(testcase[1]?.error?.message).toContain('<img src=x onerror=alert(2)>"\'&');
    expect(`${name}${JSON.stringify(testcase)}`).not.toMatch(/[\u0007\u001b]/);
  });

  test('sends no escape codes to the terminal', () => {
    expect(cleanText('a\u001b[31mb\u202ec\nd')).toBe('a\u{fffd}[31mb\u{fffd}c\nd');
  });
});
