import type { Reporter } from './reporter.ts';

/** report.html; `script` is the bundle of client/, '' leaves the page without one. */
export function htmlReporter(script: string): Reporter {
  return {
    name: 'html',
    async render(result) {
      // vega takes a fifth of a second to load, which commands that draw nothing need not wait for.
      const { renderPage } = await import('./page/page.ts');
      return [{ path: 'report.html', text: await renderPage(result, script) }];
    },
  };
}
