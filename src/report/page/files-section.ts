import { type Html, html } from './html.ts';

const FILES = [
  ['result.json', 'everything, for programs'],
  ['trials.csv', 'a row for each trial'],
  ['series.csv', 'everything over time'],
  ['junit.xml', 'for CI'],
  ['summary.md', 'for a comment'],
  ['manifest.json', 'versions, machine, digests'],
  ['recommended/', 'complete configurations'],
  ['trials/', 'raw files and logs'],
] as const;

/** The other files of the run, beside this page; mailed alone it has none of them. */
export function filesSection(): Html {
  return html`<section id="files"><h2>Files</h2>
<ul class="files">${FILES.map(([path, what]) => html`<li><a href="./${path}">${path}</a> <span class="soft">${what}</span></li>`)}</ul>
<p class="soft">What they hold: docs/result-format.md. What a doubt means: docs/troubleshooting.md. How the answer is found: docs/how-tuning-works.md.</p></section>`;
}
