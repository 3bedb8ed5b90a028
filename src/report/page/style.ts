/** The page's style: system colours for light and dark, one column on a phone, tables that scroll. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1a1a1a; --soft: #57606a; --back: #fff; --card: #f6f8fa; --line: #d0d7de; --bad: #b3261e; --good: #116329; --warn: #7d4e00; --accent: #0057ae; }
@media screen and (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #a3adb8; --back: #0d1117; --card: #161b22; --line: #3d444d; --bad: #ff8a80; --good: #6bd98a; --warn: #f2c063; --accent: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
main, header { max-width: 1400px; margin: 0 auto; padding: 0 20px; }
h1 { font-size: 1.5rem; margin: 24px 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 40px 0 8px; border-bottom: 1px solid var(--line); padding-bottom: 4px; }
h3 { font-size: 1rem; margin: 24px 0 4px; overflow-wrap: anywhere; }
p, li { max-width: 75ch; overflow-wrap: anywhere; }
a { color: var(--accent); }
.soft { color: var(--soft); }
.verdict { font-size: 1.15rem; font-weight: 600; margin: 12px 0; }
.banner { border: 2px solid var(--warn); border-radius: 6px; padding: 10px 14px; margin: 16px 0; font-weight: 600; color: var(--warn); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px; margin: 12px 0; }
.pass { color: var(--good); } .miss { color: var(--bad); } .doubt { color: var(--warn); }
.scroll { overflow-x: auto; margin: 8px 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.875rem; }
th, td { padding: 4px 7px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child, .words { text-align: left; }
td:first-child { min-width: 16ch; max-width: 28ch; white-space: normal; overflow-wrap: break-word; }
td { vertical-align: top; } td.words { white-space: normal; min-width: 13ch; } td.words.long { min-width: 32ch; }
th button { all: unset; cursor: pointer; text-decoration: underline dotted; }
th button:focus-visible, summary:focus-visible, button:focus-visible, .scroll:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
th[aria-sort=ascending] button::after { content: " \\2191"; } th[aria-sort=descending] button::after { content: " \\2193"; }
figure { margin: 12px 0; min-width: 0; } figcaption { font-size: 0.95rem; font-weight: 600; }
.chart svg { width: 100%; height: auto; max-width: 640px; display: block; }
@media screen and (prefers-color-scheme: dark) { .chart svg { filter: brightness(1.3); } }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 390px), 1fr)); gap: 8px 24px; }
.charts.wide { grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); }
figure summary { font-size: 0.85rem; font-weight: normal; color: var(--soft); }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; overflow-x: auto; font-size: 0.85rem; }
button.copy { font: inherit; font-size: 0.85rem; padding: 2px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: var(--text); cursor: pointer; }
details { margin: 8px 0; } summary { cursor: pointer; font-weight: 600; }
.flow { display: flex; height: 22px; border-radius: 4px; overflow: hidden; margin: 6px 0; background: var(--line); }
.flow span { display: block; min-width: 0; }
.key { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 2px; margin-right: 0.4em; }
#vg-tooltip-element { font: 13px system-ui, sans-serif; }
`;
