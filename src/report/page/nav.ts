import { type Html, html } from './html.ts';

/** A part of the page that can be gone to. */
export interface Anchor {
  readonly id: string;
  readonly name: string;
}

/** Beside the page where there is room, above it where there is not. */
export function navigation(anchors: readonly Anchor[]): Html {
  return html`<nav aria-label="parts of this page"><ul>${anchors.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`;
}
