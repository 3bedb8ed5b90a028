import type { Spec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { visibleText } from '../visible-text.ts';
import { dataOf, type TimeChart, timeSpec } from './trial-spec.ts';
import { compile, parse, View } from './vega.ts';

/** A vega-lite spec as what vega runs. */
export function compileChart(spec: TopLevelSpec): Spec {
  return compile(spec).spec;
}

/** Compiles charts that differ in their data alone once: that takes longer than to draw one. */
export class TimeCharts {
  readonly #compiled = new Map<string, Spec>();

  compile(chart: TimeChart): Spec {
    const { unit, rows, limits, frame } = chart;
    const names = [...new Set(rows.map(({ series }) => series))];
    const key = JSON.stringify([unit, names, limits.length, frame]);
    const compiled = this.#compiled.get(key) ?? compileChart(timeSpec(chart));
    this.#compiled.set(key, compiled);
    const data = dataOf(chart);
    return {
      ...compiled,
      data: (compiled.data ?? []).map((source) => {
        const values = data[source.name];
        return values === undefined ? source : { ...source, values };
      }),
    };
  }
}

/** Draws a chart as SVG in Node, without a canvas; it scales with the page. */
export async function renderSvg(spec: Spec, title: string): Promise<string> {
  const view = new View(parse(spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  const [, width = '640', height = '240'] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  return slim(named(visibleText(svg))).replace(
    /<svg[^>]*>/,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeAttribute(title)}">`,
  );
}

/** The picture has one name as a whole; what vega says of a mark becomes its title, which a browser shows under the pointer. */
function named(svg: string): string {
  return svg
    .replace(
      /<path aria-label="([^"]*)" role="[^"]*" aria-roledescription="(?:bar|circle|point|rect|rule|[\w ]*mark)"([^>]*)\/>/g,
      '<path$2><title>$1</title></path>',
    )
    .replace(/ (role|aria-roledescription|aria-label|aria-hidden)="[^"]*"/g, '');
}

/** A third smaller: a tenth of a pixel is enough, the font is the page's, and what is not drawn is left out. Words stay. */
function slim(svg: string): string {
  return svg
    .replace(/<[^>]*>/g, (tag) => tag.replace(/\d+\.\d{2,}/g, (digits) => String(Math.round(Number(digits) * 10) / 10)))
    .replace(/ font-family="[^"]*"/g, '')
    .replace(/ pointer-events="none"| opacity="1"| stroke-miterlimit="4"/g, '')
    .replace(/<path class="(?:foreground|background)"(?: d="")?(?: d="M0,0h0v0h0Z")?(?: display="none")?\/>/g, '');
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
