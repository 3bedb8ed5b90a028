import { visibleText } from '../visible-text.ts';

/** Text that is already HTML; everything else is escaped when it is put into a template. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | null | readonly Part[];

/** A template whose values are escaped unless they are Html; lists are joined, null is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(
    strings.reduce(
      (text, string, index) => `${text}${index === 0 ? '' : render(values[index - 1] ?? null)}${string}`,
      '',
    ),
  );
}

export function raw(text: string): Html {
  return new Html(text);
}

function render(value: Part): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return (value as readonly Part[]).map(render).join('');
  return escapeHtml(`${value as string | number}`);
}

/** Markup, quotes, and characters that change the direction or the look of text around them. */
export function escapeHtml(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON inside a script element: nothing in it can end the element or begin a comment. */
export function jsonScript(id: string, value: unknown): Html {
  const text = visibleText(JSON.stringify(value))
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
  return raw(`<script type="application/json" id="${id}">${text}</script>`);
}
