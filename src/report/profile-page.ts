import type { ProfileTable, TrafficProfile } from '../core/traffic-profile.ts';
import { formatCount, formatRatio } from '../core/units.ts';
import { profileCharts } from './charts/profile-charts.ts';
import { compileChart, renderSvg } from './charts/render.ts';
import { type Html, html, raw } from './page/html.ts';
import { numbers, table, words } from './page/table.ts';
import { wholePage } from './page/whole-page.ts';
import { profileFacts, TABLE_WORDS } from './profile-lines.ts';

/** profile.html: facts, pictures, tables; no network, no script. */
export async function profilePage(profile: TrafficProfile): Promise<string> {
  const charts = await Promise.all(
    profileCharts(profile).map(async ({ title, spec }) => {
      const svg = await renderSvg(compileChart(spec), title);
      return html`<figure><figcaption>${title}</figcaption>${raw(svg)}</figure>`;
    }),
  );
  const facts = table({
    label: 'facts',
    columns: [words('what'), words('of the record')],
    rows: profileFacts(profile).map(([name, text]) => [name, { shown: text, look: 'long' }]),
  });
  const tables = (Object.keys(TABLE_WORDS) as ProfileTable[]).map((name) => countTable(profile, name));
  const body = html`<header><h1>What the recorded load is like</h1></header><main>${facts}${charts}${tables}</main>`;
  return wholePage({ title: 'audit-bench: profile', body, script: '' });
}

function countTable({ tables, events }: TrafficProfile, name: ProfileTable): Html {
  const [title, nameless] = TABLE_WORDS[name];
  const shown = table({
    label: title,
    columns: [words(title), numbers('events'), numbers('share')],
    rows: tables[name].map((entry) => [
      entry.name === '' ? nameless : entry.name,
      formatCount(entry.count),
      formatRatio(entry.count / events),
    ]),
  });
  return html`<section><h2>By ${title}</h2>${shown}</section>`;
}
