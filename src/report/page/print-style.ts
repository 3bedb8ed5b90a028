/**
 * The page on paper: light whatever the screen is, closed details open (a reader of paper cannot press them), tables and
 * texts as wide as the sheet instead of scrolled, no controls, no heading alone at the foot of a sheet.
 */
export const PRINT_STYLE = `
@media print {
@page { margin: 14mm 12mm; }
:root { color-scheme: light; font-size: 10pt; }
body { font-size: 1rem; }
main, header { max-width: none; padding: 0; }
details::details-content { content-visibility: visible; block-size: auto; opacity: 1; }
details > summary { list-style: none; }
button.copy, nav, .reading, .tabs label, .tabs input, .unzoom { display: none; }
.panel, .paper { display: block; } .frame, .beside { display: block; }
th button { text-decoration: none; }
.scroll { overflow: visible; }
table { font-size: 6.5pt; max-width: 100%; }
thead { display: table-header-group; }
th, td { padding: 2px 4px; }
th, td.words, td.shape { white-space: normal; overflow-wrap: break-word; min-width: 0; }
td:first-child { min-width: 12ch; }
pre { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; overflow: visible; font-size: 8pt; }
.charts, .charts.wide { grid-template-columns: 1fr 1fr; gap: 4px 16px; }
.flow, .key { print-color-adjust: exact; }
h1, h2, h3, summary, figcaption, p:has(+ .flow) { break-after: avoid; }
figure, tr, .card, .banner, .flow { break-inside: avoid; }
article { break-inside: auto; }
}
`;
