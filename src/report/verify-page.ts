import type { Check, Finding } from '../core/finding.ts';
import { showPlace } from '../core/finding.ts';
import { formatCount } from '../core/units.ts';
import { type EventsOverTime, overTimeChart } from './charts/over-time.ts';
import { compileChart, renderSvg } from './charts/render.ts';
import { type Html, html, raw } from './page/html.ts';
import { table, words } from './page/table.ts';
import { wholePage } from './page/whole-page.ts';

export interface VerifyPage {
  readonly files: readonly string[];
  readonly events: number;
  readonly findings: readonly Finding[];
  /** When its events were; `null`: there is no picture in it. */
  readonly series: EventsOverTime | null;
  /** ISO 8601, UTC. */
  readonly verifiedAt: string;
}

/** What each check looks at, for whoever reads only the page. */
const CHECKS: Readonly<Record<Check, string>> = {
  unreadable: 'lines and files that cannot be read',
  pair: 'requests without an end',
  gap: 'gaps in numbered audit IDs',
  duplicate: 'events that stand there twice',
  order: 'events in disorder',
  hole: 'holes where files were put aside',
  difference: 'differences against the second copy',
  permissions: 'who may read and change the files',
  webhook: "the webhook's way",
  baseline: 'differences against the baseline',
  run: 'result against records',
  seal: 'the seal',
};

/** verify.html: what is wrong, with its places, and the log over time; no network, no script. */
export async function verifyPage(page: VerifyPage): Promise<string> {
  const wrongs = page.findings.filter(({ severity }) => severity === 'wrong');
  const notes = page.findings.filter(({ severity }) => severity === 'note');
  const good = wrongs.length === 0;
  const verdict = good
    ? 'Nothing is wrong, as far as a log can tell by itself.'
    : `${wrongs.length === 1 ? 'Something is' : `${wrongs.length} things are`} wrong.`;
  const body = html`<header>
<p class="badges"><span class="badge ${good ? 'pass' : 'miss'}">${good ? 'NOTHING WRONG' : 'WRONG'}</span></p>
<h1>${page.files.length === 1 ? (page.files[0] ?? '') : `${page.files.length} files of audit logs`}</h1>
<p class="soft facts">verified ${page.verifiedAt.slice(0, 16).replace('T', ' ')} UTC</p>
<p class="verdict">${verdict}</p>
${tilesOf(page, wrongs.length, notes.length)}
</header><main>${findingTable([...wrongs, ...notes])}${await chartOf(page.series)}${fileList(page.files)}</main>`;
  return wholePage({ title: 'audit-bench: verify', body, script: '' });
}

function tilesOf({ events, files }: VerifyPage, wrongs: number, notes: number): Html {
  const tiles: readonly (readonly [name: string, value: number, look: string])[] = [
    ['events', events, ''],
    ['files', files.length, ''],
    ['wrong', wrongs, wrongs === 0 ? 'pass' : 'miss'],
    ['notes', notes, ''],
  ];
  return html`<dl class="tiles">${tiles.map(([name, value, look]) => html`<div class="tile"><dt>${name}</dt><dd><b class="${look}">${formatCount(value)}</b></dd></div>`)}</dl>`;
}

function findingTable(findings: readonly Finding[]): Html | null {
  if (findings.length === 0) return null;
  const rows = findings.map(({ severity, check, sentence, evidence }) => [
    html`<span class="badge small ${severity === 'wrong' ? 'miss' : 'doubt'}">${severity}</span>`,
    CHECKS[check],
    { shown: sentence, look: 'long' },
    { shown: html`${evidence.map((place) => html`<div><code>${showPlace(place)}</code></div>`)}`, look: 'long' },
  ]);
  const columns = [words(''), words('looked for'), words('found'), words('where')];
  return html`<section><h2>Findings</h2>${table({ label: 'findings', columns, rows })}</section>`;
}

async function chartOf(series: EventsOverTime | null): Promise<Html | null> {
  if (series === null) return null;
  const { title, spec } = overTimeChart(series);
  return html`<figure><figcaption>${title}</figcaption>${raw(await renderSvg(compileChart(spec), title))}</figure>`;
}

function fileList(files: readonly string[]): Html | null {
  if (files.length < 2) return null;
  return html`<section><h2>Files</h2><ul>${files.map((file) => html`<li><code>${file}</code></li>`)}</ul></section>`;
}
