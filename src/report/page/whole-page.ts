import { createHash } from 'node:crypto';
import { escapeHtml, type Html } from './html.ts';
import { PRINT_STYLE } from './print-style.ts';
import { STYLE } from './style.ts';

export interface PageParts {
  readonly title: string;
  readonly body: Html;
  /** JavaScript of the page; '' for none. */
  readonly script: string;
}

/** A page that asks nothing of the network: strict policy, style and script inside. */
export function wholePage({ title, body, script }: PageParts): string {
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${script === '' ? "'none'" : `'sha256-${hash}'`}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>${escapeHtml(title)}</title><style>${STYLE}${PRINT_STYLE}</style></head>
<body>${body.text}${script === '' ? '' : `<script>${script}</script>`}</body></html>
`;
}
