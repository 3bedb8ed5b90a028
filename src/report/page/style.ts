import { TAB_STYLE } from './format-tabs.ts';

/** The page's style: system colours for light and dark, one column on a phone, tables that scroll. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1a1a1a; --soft: #57606a; --back: #fff; --card: #f6f8fa; --line: #d0d7de; --bad: #b3261e; --good: #116329; --warn: #7d4e00; --accent: #0057ae; --mark: #fff3c4; }
@media screen and (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #a3adb8; --back: #0d1117; --card: #161b22; --line: #3d444d; --bad: #ff8a80; --good: #6bd98a; --warn: #f2c063; --accent: #79b8ff; --mark: #4a3a00; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 48px; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
main, header { max-width: 1400px; margin: 0 auto; padding: 0 20px; }
h1 { font-size: 1.4rem; margin: 4px 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 28px 0 8px; border-bottom: 1px solid var(--line); padding-bottom: 4px; }
h3 { font-size: 1rem; margin: 20px 0 4px; overflow-wrap: anywhere; }
p, li { max-width: 75ch; overflow-wrap: anywhere; }
a { color: var(--accent); }
mark { background: var(--mark); color: inherit; padding: 0 3px; border-radius: 3px; font-weight: 600; }
code { font-size: 0.9em; }
.soft { color: var(--soft); }
.verdict { font-size: 1.1rem; font-weight: 600; margin: 10px 0; max-width: 100ch; }
.banner { border: 2px solid var(--warn); border-radius: 6px; padding: 6px 14px; margin: 10px 0; font-weight: 600; color: var(--warn); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 8px 16px; margin: 12px 0; }
.card h3 { margin-top: 4px; } .card ul { padding-left: 18px; margin: 4px 0; }
.pass { color: var(--good); } .miss { color: var(--bad); } .doubt { color: var(--warn); }
nav { position: sticky; top: 0; z-index: 2; background: var(--back); border-bottom: 1px solid var(--line); }
nav ul { display: flex; gap: 16px; list-style: none; margin: 0; padding: 8px 20px; overflow-x: auto; white-space: nowrap; }
nav a { text-decoration: none; } nav a:hover { text-decoration: underline; }
@media screen and (min-width: 1200px) {
.frame { display: grid; grid-template-columns: 150px minmax(0, 1fr); max-width: 1560px; margin: 0 auto; }
nav { align-self: start; border: 0; padding-top: 20px; } nav ul { flex-direction: column; gap: 6px; }
}
.badges { margin: 16px 0 0; display: flex; gap: 8px; flex-wrap: wrap; } .facts { margin: 0; font-size: 0.9rem; }
.badge { border: 2px solid currentColor; border-radius: 6px; padding: 0 10px; font-weight: 700; letter-spacing: 0.04em; font-size: 0.9rem; }
.badge.small { font-size: 0.75rem; padding: 0 6px; white-space: nowrap; }
input[type=search] { font: inherit; padding: 2px 8px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin: 12px 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 6px 12px; }
.tile dt { font-size: 0.85rem; color: var(--soft); } .tile dd { margin: 0; } .tile b { font-size: 1.35rem; line-height: 1.3; display: block; }
.tile span { font-size: 0.8rem; display: block; line-height: 1.3; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 0 32px; align-items: start; }
.beside > section { min-width: 0; }
.groups { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 0 20px; }
.scroll { overflow-x: auto; margin: 8px 0; background: linear-gradient(to right, var(--back) 30%, transparent) left, linear-gradient(to left, var(--back) 30%, transparent) right, linear-gradient(to right, #0004, transparent) left, linear-gradient(to left, #0004, transparent) right; background-size: 32px 100%, 32px 100%, 12px 100%, 12px 100%; background-repeat: no-repeat; background-attachment: local, local, scroll, scroll; }
.scrolls::before { content: "scrolls sideways \\2192"; position: sticky; left: 0; display: block; font-size: 0.8rem; color: var(--soft); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.875rem; }
th, td { padding: 4px 7px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { white-space: normal; vertical-align: bottom; }
th:first-child, td:first-child, .words { text-align: left; }
td:first-child { min-width: 16ch; max-width: 28ch; white-space: normal; overflow-wrap: break-word; }
td { vertical-align: top; } td.words { white-space: normal; min-width: 13ch; } td.words.long { min-width: 32ch; } td.flag { min-width: 0; max-width: none; } td.flag code { white-space: nowrap; }
th button { all: unset; cursor: pointer; text-decoration: underline dotted; }
th button:focus-visible, summary:focus-visible, button:focus-visible, .scroll:focus-visible, .chart:focus-visible, a:focus-visible, input:focus-visible + label { outline: 3px solid var(--accent); outline-offset: 2px; }
th[aria-sort=ascending] button::after { content: " \\2191"; } th[aria-sort=descending] button::after { content: " \\2193"; }
figure { margin: 12px 0; min-width: 0; } figcaption { font-size: 0.95rem; font-weight: 600; }
.chart { container-type: inline-size; max-width: 560px; position: relative; }
.chart svg { width: 100%; height: auto; display: block; font-family: system-ui, sans-serif; touch-action: pan-y; }
@container (min-width: 440px) { .chart svg text { font-size: 11px; } }
@media screen and (prefers-color-scheme: dark) { .chart svg { filter: brightness(1.3); } }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 390px), 1fr)); gap: 8px 24px; }
.charts.wide { grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); }
.reading { display: block; min-height: 1.4em; font-size: 0.85rem; font-weight: normal; color: var(--soft); font-variant-numeric: tabular-nums; }
.reading .key { margin: 0 0.3em 0 0.7em; }
svg .zoomed path, svg .zoomed line { vector-effect: non-scaling-stroke; } svg .zoomed.mark-text { display: none; }
button.unzoom { position: absolute; right: 0; top: -4px; }
figure summary { font-size: 0.85rem; font-weight: normal; color: var(--soft); }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; overflow-x: auto; font-size: 0.85rem; margin: 0; max-height: 60vh; }
.tabs { border: 0; padding: 0; margin: 8px 0; min-width: 0; } .tabs legend { font-weight: 600; padding: 0; }
.tabs input { position: absolute; opacity: 0; } .tabs label { display: inline-block; padding: 1px 8px; margin: 2px 2px 2px 0; border: 1px solid var(--line); border-radius: 6px; font-size: 0.85rem; cursor: pointer; }
.tabs input:checked + label { background: var(--accent); color: var(--back); border-color: var(--accent); }
.panel { display: none; position: relative; margin-top: 4px; } .paper { display: none; }
${TAB_STYLE}
button.copy, button.unzoom { font: inherit; font-size: 0.85rem; padding: 1px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--back); color: var(--text); cursor: pointer; }
.panel .copy { position: absolute; right: 8px; top: 8px; }
details { margin: 8px 0; } summary { cursor: pointer; font-weight: 600; }
.flow { display: flex; height: 22px; border-radius: 4px; overflow: hidden; margin: 6px 0; background: var(--line); }
.flow span { display: block; min-width: 0; }
.key { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 2px; margin-right: 0.4em; }
.files { columns: 2 280px; padding-left: 18px; }
@media (max-width: 640px) { main, header { padding: 0 12px; } .tiles { grid-template-columns: 1fr 1fr; gap: 6px; } .tile { padding: 4px 8px; } .tile b { font-size: 1.15rem; } table { font-size: 0.8rem; } th, td { padding: 3px 5px; } .tabs pre { max-height: 150px; } }
`;
