// Makes docs/pictures/ anew: the terminal from a real run of quickstart (in tmux), the page from reports/sample. Needs tmux and
// chromium.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const OUT = 'docs/pictures';
const SOCKET = `audit-bench-pictures-${process.pid}`;
const COLUMNS = 120;
const dir = mkdtempSync(join(tmpdir(), 'audit-bench-pictures-'));
const tmux = (...args) => execFileSync('tmux', ['-L', SOCKET, ...args], { encoding: 'utf8' });
const screen = () => tmux('capture-pane', '-p', '-e', '-t', 'run').trimEnd();
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The screen as soon as it shows a text. */
async function screenWith(text, withinMs) {
  const endMs = Date.now() + withinMs;
  while (Date.now() < endMs) {
    if (screen().includes(text)) return screen();
    await pause(200);
  }
  throw new Error(`the terminal never showed "${text}":\n${screen()}`);
}

const bin = resolve('bin/audit-bench.js');
const program = `cd ${dir}; clear; ${process.execPath} ${bin} run quickstart --out reports/quickstart; sleep 60`;
tmux('new-session', '-d', '-s', 'run', '-x', String(COLUMNS), '-y', '34', program);
let running;
let done;
try {
  running = await screenWith('after (3 of 3)', 60_000);
  done = await screenWith('Next:', 90_000);
} finally {
  tmux('kill-server');
  rmSync(dir, { recursive: true, force: true });
}

const browser = await chromium.launch({
  executablePath: process.env.AUDIT_BENCH_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const [name, text] of [
  ['terminal-running', running],
  ['terminal-done', done],
]) {
  const page = await browser.newPage({ viewport: { width: 1060, height: 100 } });
  await page.setContent(terminalPage(text.replaceAll(dir, '~')));
  await page.screenshot({ path: join(OUT, `${name}.png`), fullPage: true });
  await page.close();
}
for (const colorScheme of ['light', 'dark']) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
  await page.goto(pathToFileURL(resolve('reports/sample/report.html')).href);
  await page.waitForSelector('html[data-script="on"]');
  await page.screenshot({ path: join(OUT, `page-${colorScheme}.png`) });
  await page.close();
}
await browser.close();

/** What a terminal shows, with its bold and coloured parts. */
function terminalPage(text) {
  const colours = { 31: '#ff7b72', 32: '#7ee787', 33: '#f2cc60', 39: '' };
  let look = { bold: false, colour: '' };
  const body = text
    .split(/(\u001b\[[\d;]*m)/)
    .map((part) => {
      const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
      if (codes === undefined) return span(part, look);
      for (const code of codes.split(';')) {
        if (code === '' || code === '0') look = { bold: false, colour: '' };
        else if (code === '1') look = { ...look, bold: true };
        else if (code === '22') look = { ...look, bold: false };
        else if (code in colours) look = { ...look, colour: colours[code] };
      }
      return '';
    })
    .join('');
  return `<!doctype html><body style="margin:0;background:#0d1117;color:#e6edf3"><pre style="margin:16px;font:14px/1.4 'DejaVu Sans Mono',monospace">${body}</pre>`;
}

function span(text, { bold, colour }) {
  const safe = text.replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  const style = `${bold ? 'font-weight:bold;' : ''}${colour === '' ? '' : `color:${colour}`}`;
  return style === '' ? safe : `<span style="${style}">${safe}</span>`;
}
