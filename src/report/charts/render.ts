import type { Spec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { compile, parse, View } from './vega.ts';

/** A vega-lite spec as what vega runs, without colours or sizes of its own. */
export function compileChart(spec: TopLevelSpec): Spec {
  return compile(spec).spec;
}

/** Draws a chart as SVG in Node, without a canvas; it scales with the page. */
export async function renderSvg(spec: Spec, title: string): Promise<string> {
  const view = new View(parse(spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  const [, width = '640', height = '240'] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  // The picture has one name as a whole; roles of its parts would have to be named one by one.
  const plain = svg.replace(/ (role|aria-roledescription|aria-label)="[^"]*"/g, '');
  return plain.replace(
    /<svg[^>]*>/,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeAttribute(title)}">`,
  );
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
