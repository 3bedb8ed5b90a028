import { type Html, html } from './html.ts';

/** A column of words is set to the left and may break; one of numbers is set to the right. */
export interface Column {
  readonly head: string | Html;
  readonly of: 'words' | 'numbers';
}

type Shown = string | number | Html;
/** `look`: classes of its own. */
export type Cell = Shown | { readonly shown: Shown; readonly look: string };

export interface TableContent {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly columns: readonly Column[];
  /** As many cells as columns in each. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A table that scrolls by itself where the page is too narrow for it, by keyboard too. */
export function table({ label, columns, rows }: TableContent): Html {
  const heads = columns.map(({ head, of }) => html`<th scope="col" class="${classOf(of)}">${head}</th>`);
  const cell = (content: Cell, index: number): Html => {
    const own = classOf(columns[index]?.of ?? 'numbers');
    if (typeof content === 'object' && 'shown' in content)
      return html`<td class="${`${own} ${content.look}`.trim()}">${content.shown}</td>`;
    return html`<td class="${own}">${content}</td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${heads}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody></table></div>`;
}

function classOf(of: Column['of']): string {
  return of === 'words' ? 'words' : '';
}

export const words = (head: string): Column => ({ head, of: 'words' });
export const numbers = (head: string | Html): Column => ({ head, of: 'numbers' });
