import { expressionInterpreter } from 'vega-interpreter';
import { Handler } from 'vega-tooltip';
import type { Spec } from 'vega';
import { parse, View } from './vega-parts.ts';
import type { PhaseResult, Series } from '../src/core/result.ts';
import { chartRows, type TrialChart } from '../src/report/charts/rows.ts';

/**
 * The page's script: charts become interactive when they scroll into view, tables can be sorted, flags can be copied.
 * Without it the page shows the same charts and numbers.
 */
interface TrialData {
  readonly series: Series;
  readonly phases: readonly PhaseResult[];
  readonly limit: number | null;
}

function readJson(id: string): unknown {
  const element = document.getElementById(id);
  return element === null ? {} : JSON.parse(element.textContent ?? '');
}

const trials = readJson('trial-data') as Readonly<Record<string, TrialData>>;
const specs = readJson('chart-specs') as Readonly<Record<string, Spec>>;

function specOf(figure: HTMLElement): Spec | undefined {
  const { chart = '', trial } = figure.dataset;
  const spec = specs[chart];
  const data = trial === undefined ? undefined : trials[trial];
  if (spec === undefined || data === undefined) return spec;
  const sets: Readonly<Record<string, unknown[]>> = {
    rows: chartRows(data.series, chart as TrialChart),
    phases: data.phases.map(({ name, startMs, endMs }, index) => ({
      from: startMs / 1000,
      to: endMs / 1000,
      name,
      odd: index % 2,
    })),
    limits: data.limit === null || chart !== 'buffer' ? [] : [{ limit: data.limit, name: 'buffer size' }],
  };
  return {
    ...spec,
    data: (spec.data ?? []).map((source) =>
      sets[source.name] === undefined ? source : { ...source, values: sets[source.name] },
    ),
  };
}

async function hydrate(figure: HTMLElement): Promise<void> {
  const spec = specOf(figure);
  const holder = figure.querySelector<HTMLElement>('.chart');
  if (spec === undefined || holder === null) return;
  const stage = document.createElement('div');
  const view = new View(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    container: stage,
    hover: true,
    tooltip: new Handler().call,
  });
  await view.runAsync();
  const svg = stage.querySelector('svg');
  if (svg !== null) {
    svg.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${svg.getAttribute('height')}`);
    svg.removeAttribute('width');
    svg.removeAttribute('height');
    svg.setAttribute('aria-label', holder.querySelector('svg')?.getAttribute('aria-label') ?? '');
    for (const part of svg.querySelectorAll('[role]')) part.removeAttribute('role');
    svg.setAttribute('role', 'img');
  }
  holder.replaceChildren(stage);
  figure.dataset['live'] = 'true';
}

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    watcher.unobserve(entry.target);
    void hydrate(entry.target as HTMLElement);
  }
});
for (const figure of document.querySelectorAll<HTMLElement>('figure[data-chart]')) watcher.observe(figure);

function sortBy(header: HTMLTableCellElement): void {
  const table = header.closest('table');
  const body = table?.tBodies[0];
  if (table === null || body === undefined) return;
  const ascending = header.getAttribute('aria-sort') !== 'ascending';
  for (const other of table.querySelectorAll('th[aria-sort]')) other.setAttribute('aria-sort', 'none');
  header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
  const key = (row: HTMLTableRowElement): string =>
    row.cells[header.cellIndex]?.dataset['value'] ?? row.cells[header.cellIndex]?.textContent ?? '';
  const compare = (a: HTMLTableRowElement, b: HTMLTableRowElement): number => {
    const [left, right] = [key(a), key(b)];
    const difference = Number(left) - Number(right);
    return Number.isNaN(difference) ? left.localeCompare(right) : difference;
  };
  const rows = [...body.rows].sort((a, b) => (ascending ? compare(a, b) : compare(b, a)));
  body.append(...rows);
}

for (const button of document.querySelectorAll<HTMLButtonElement>('th button')) {
  button.addEventListener('click', () => sortBy(button.closest('th') as HTMLTableCellElement));
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const text = document.getElementById(button.dataset['copy'] ?? '')?.textContent ?? '';
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'copied';
  } catch {
    const range = document.createRange();
    range.selectNodeContents(document.getElementById(button.dataset['copy'] ?? '') ?? document.body);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
    button.textContent = 'selected, press Ctrl-C';
  }
}

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', () => void copy(button));
}
document.documentElement.dataset['script'] = 'on';
