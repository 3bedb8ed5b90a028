import { renderPage } from './page/page.ts';
import type { Reporter } from './reporter.ts';

/** report.html; `script` is the bundle of client/, '' leaves the page without one. */
export function htmlReporter(script: string): Reporter {
  return {
    name: 'html',
    async render(result) {
      return [{ path: 'report.html', text: await renderPage(result, script) }];
    },
  };
}
