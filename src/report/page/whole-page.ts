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

/** A buffer that is nearly full, in the page itself. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect x='1' y='1' width='14' height='14' rx='2' fill='none' stroke='%230072b2' stroke-width='2'/%3E%3Crect x='3' y='6' width='10' height='7' fill='%23009e73'/%3E%3Crect x='3' y='3' width='10' height='2' fill='%23d55e00'/%3E%3C/svg%3E";

/** A page that asks nothing of the network: strict policy, style and script inside. */
export function wholePage({ title, body, script }: PageParts): string {
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${script === '' ? "'none'" : `'sha256-${hash}'`}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><link rel="icon" href="${ICON}"><title>${escapeHtml(title)}</title><style>${STYLE}${PRINT_STYLE}</style></head>
<body>${body.text}${script === '' ? '' : `<script>${script}</script>`}</body></html>
`;
}
