import type { RunResult } from '../../core/result.ts';
import { answerCharts } from '../charts/answer-charts.ts';
import { curveChart } from '../charts/curve.ts';
import { framesOf } from '../charts/frame.ts';
import { TimeCharts } from '../charts/render.ts';
import { runCharts } from '../charts/run-charts.ts';
import { thinSeries } from '../charts/thin.ts';
import { figure } from './figure.ts';
import { filesSection } from './files-section.ts';
import { flagsSection } from './flags-section.ts';
import { type Html, html } from './html.ts';
import { type Anchor, navigation } from './nav.ts';
import { auditCostSection } from './audit-cost.ts';
import { logSection, shipperSection } from './log-section.ts';
import { receiverSection, restartSection } from './receiver-section.ts';
import { recommendationSection } from './recommendation.ts';
import { repeatSection, trialsSection } from './sections.ts';
import { topSection } from './top.ts';
import { trialSection } from './trial-section.ts';
import { wholePage } from './whole-page.ts';

/** report.html: one file that explains a run. `script` is the bundle of client/. */
export async function renderPage(result: RunResult, script: string): Promise<string> {
  const measured = result.trials.filter((trial) => trial.error === null);
  const bins = Math.max(100, Math.min(600, Math.floor(2400 / Math.max(1, measured.length))));
  const shown = measured.map((trial) => ({ ...trial, series: thinSeries(trial.series, bins) }));
  const all = { frames: framesOf(shown), charts: new TimeCharts(), trials: shown.length };
  const curve = curveChart(result);
  const across = runCharts(result);
  // The first picture stands beside the flags; without a curve it is what was lost.
  const [first, ...others] = [...(curve === null ? across.slice(0, 1) : [curve]), ...answerCharts(result)];
  const pictures: Html[] = [];
  for (const chart of others) pictures.push(await figure(chart));
  const rest: Html[] = [];
  for (const chart of across.filter(({ id }) => id !== first?.id)) rest.push(await figure(chart));
  const trials: Html[] = [];
  for (const trial of shown) trials.push(await trialSection(trial, all));
  const flags = flagsSection(result);
  const why = recommendationSection(result);
  const receiver = receiverSection(result);
  const anchors: readonly (Anchor | null)[] = [
    { id: 'answer', name: 'Answer' },
    flags === null ? null : { id: 'flags', name: 'Flags' },
    first === undefined ? null : { id: 'pictures', name: 'Pictures' },
    why === null ? null : { id: 'why', name: 'Why' },
    { id: 'trials', name: 'Trials' },
    { id: 'each', name: 'Each trial' },
    { id: 'repeat', name: 'To repeat it' },
    { id: 'files', name: 'Files' },
  ];
  const body = html`<div class="frame">${navigation(anchors.filter((anchor) => anchor !== null))}<div>${topSection(result)}<main>
<div class="beside">${flags}${first === undefined ? null : html`<section id="pictures"><h2>Pictures</h2>${await figure(first)}</section>`}</div>
${pictures.length > 0 ? html`<div class="charts">${pictures}</div>` : null}
${auditCostSection(result)}${logSection(result)}${shipperSection(result)}${restartSection(result)}${receiver}${why}
${trialsSection(result)}
${rest.length > 0 ? html`<section id="across"><h2>Across trials</h2><div class="charts wide">${rest}</div></section>` : null}
<section id="each"><h2>Each trial</h2>${trials}</section>
${repeatSection(result)}${filesSection()}
</main></div></div>`;
  return wholePage({ title: `${result.scenario.name}: audit-bench`, body, script });
}
