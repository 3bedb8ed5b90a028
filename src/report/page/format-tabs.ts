import { FLAG_FORMATS, formatFlags } from '../flag-formats.ts';
import type { Deployment } from '../formats/deployment.ts';
import { type Html, html, raw } from './html.ts';

/** Ready to paste, a tab for each tool. They are radio buttons, so they work without a script and by keyboard. */
export function formatTabs(deployment: Deployment): Html {
  const tabs = FLAG_FORMATS.map(
    (format, at) =>
      html`<input type="radio" name="format" id="tab-${format}"${at === 0 ? raw(' checked') : null}><label for="tab-${format}">${format}</label>`,
  );
  const panels = FLAG_FORMATS.map(
    (format) =>
      html`<div class="panel" id="panel-${format}"><p class="paper">${format}</p><button type="button" class="copy" hidden data-copy="flags-${format}" aria-label="copy the ${format} form">copy</button><pre id="flags-${format}" tabindex="0">${formatFlags(deployment, format)}</pre></div>`,
  );
  return html`<fieldset class="tabs"><legend>Ready to paste</legend>${tabs}${panels}</fieldset>`;
}

/** The panel of the tab that is chosen. */
export const TAB_STYLE = FLAG_FORMATS.map((format) => `#tab-${format}:checked ~ #panel-${format}`)
  .join(', ')
  .concat(' { display: block; }');
