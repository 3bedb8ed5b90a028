import { dealSentence } from '../../core/deal-words.ts';
import { latenessSentence } from '../../core/lateness.ts';
import type { TrialResult } from '../../core/result.ts';
import { formatCount, formatMs, formatRatio } from '../../core/units.ts';
import { COLOURS } from '../charts/look.ts';
import { type Html, html, raw } from './html.ts';
import { numbers, table, words } from './table.ts';

/** One account as a bar that adds up, with its numbers beneath. */
function flow(
  total: number | null,
  parts: readonly (readonly [name: string, count: number | null, colour: string])[],
  caption: string,
): Html {
  // Of an account with a negative rest (more arrived than was counted) the bar shows the parts among themselves.
  const shown = parts.filter(([, count]) => (count ?? 0) > 0);
  const sum = shown.reduce((all, [, count]) => all + (count ?? 0), 0);
  const rest = parts.filter(([, count]) => (count ?? 0) < 0);
  return html`<p><b>${caption}</b></p><div class="flow" aria-hidden="true">${shown.map(([, count, colour]) => raw(`<span style="background:${colour};width:${(100 * (count ?? 0)) / sum}%"></span>`))}</div>
${table({
  label: caption,
  columns: [
    ...parts.map(([name, , colour]) =>
      numbers(html`${raw(`<span class="key" style="background:${colour}"></span>`)}${name}`),
    ),
    numbers('= total'),
  ],
  rows: [[...parts.map(([, count]) => formatCount(count)), formatCount(total)]],
})}
${rest.length > 0 ? html`<p class="doubt">The bar leaves out what is below 0: ${rest.map(([name, count]) => `${name} ${formatCount(count)}`).join(', ')}.</p>` : null}`;
}

/** Where every request and event went: two accounts that add up. */
export function ledger(trial: TrialResult): Html {
  const { requests, events, ours } = trial;
  const { blue, green, vermilion, orange, purple, sky, grey } = COLOURS;
  return html`${flow(
    requests.intended,
    [
      ['answered', requests.answered - requests.rejected, green],
      ['rejected', requests.rejected, vermilion],
      ['no answer', requests.sent - requests.answered, orange],
      ['skipped', requests.skipped, purple],
    ],
    'Requests: intended',
  )}
${refusedTable(trial)}
${flow(
  events.generated,
  [
    ['delivered', events.delivered, green],
    ['dropped', events.dropped, vermilion],
    ['failed', events.failed, orange],
    ['discarded', events.discarded, purple],
    ['in flight', events.inFlight, sky],
    ...(events.lostAtRestart === undefined ? [] : [['lost at restart', events.lostAtRestart, grey] as const]),
    ['unexplained', events.unexplained, blue],
  ],
  'All events: generated',
)}
${flow(
  ours.expected,
  [
    ['delivered', ours.delivered, green],
    ['missing', ours.missing, vermilion],
  ],
  `Our events: expected; ${formatCount(ours.duplicate)} came twice, ${formatCount(ours.late)} late`,
)}
<p class="soft">Of the generated events ${formatCount(events.background)} were background and ${formatCount(events.overhead)} the harness's own.</p>
${byInstance(trial)}`;
}

/** Of requests that were refused the API server did not do what they asked; `null`: there were none. */
function refusedTable({ refused = [] }: TrialResult): Html | null {
  if (refused.length === 0) return null;
  return html`<p><b>Requests that were refused</b></p>${table({
    label: 'Requests that were refused',
    columns: [words('request'), numbers('status'), numbers('requests')],
    rows: refused.map(({ request, status, count }) => [request, status, formatCount(count)]),
  })}`;
}

/** Of several API servers, what each got and lost; `null`: there is one. */
function byInstance(trial: TrialResult): Html | null {
  if (trial.instances.length < 2) return null;
  const deal = dealSentence(trial);
  return html`<p><b>By API server</b></p>${table({
    label: 'By API server',
    columns: [
      words('API server'),
      ...['requests', 'generated', 'dropped', 'failed', 'rejected'].map((name) => numbers(name)),
    ],
    rows: trial.instances.map(({ name, requests = null, generated, dropped, failed, rejected }) => [
      name,
      ...[requests, generated, dropped, failed, rejected].map(formatCount),
    ]),
  })}
${deal === null ? null : html`<p>Here ${deal}.</p>`}`;
}

/** When the first event was lost. Of lost events that were not ours no time is known. */
function lossSentence({ lossRatio, firstLossAtMs, recoveredAtMs, ours }: TrialResult): string {
  if (firstLossAtMs !== null) {
    const recovered = recoveredAtMs === null ? '' : `; the pipeline had recovered after ${formatMs(recoveredAtMs)}`;
    return `The first event was lost after ${formatMs(firstLossAtMs)}${recovered}.`;
  }
  if (lossRatio === null) return 'Whether events were lost could not be measured.';
  if (lossRatio > 0)
    return `${formatRatio(lossRatio)} of the events were lost, ${oursLost(ours.missing)}; when is not known.`;
  return 'Nothing was lost.';
}

function oursLost(missing: number | null): string {
  if (missing === null) return 'how many of them ours is not known';
  return missing === 0 ? 'none of them ours' : `${formatCount(missing)} of them ours`;
}

/** Which limit bound, when the first event was lost, and the first missing events. */
export function why(trial: TrialResult): Html {
  const { binding, missingSample, predicted } = trial;
  const first = lossSentence(trial);
  const bound = binding === null ? '' : ` The limit that bound: ${binding}.`;
  const model =
    predicted === null
      ? ''
      : ` The model of the pipeline loses ${formatCount(predicted.dropped + (predicted.failed ?? 0))} of the same arrivals and fills the buffer to ${formatCount(predicted.peakBuffer)}. The documentation's rule (throttle ${predicted.docsRule.settings.throttleQps ?? 0}, buffer ${formatCount(predicted.docsRule.settings.bufferSize ?? 0)}) would have lost ${formatRatio(predicted.docsRule.lossRatio)} by the model.`;
  const late =
    trial.lateness === null || trial.lateness.matters
      ? ''
      : ` Late, and no doubt: ${latenessSentence(trial.lateness)}.`;
  return html`<p>${first}${bound}${model}${late}</p>
${
  missingSample.length === 0
    ? null
    : html`<details><summary>The first ${missingSample.length} missing events</summary>${table({
        label: 'missing events',
        columns: [numbers('audit ID'), numbers('stage'), numbers('at'), words('request'), numbers('status')],
        rows: missingSample.map(({ auditId, stage, atMs, request, status }) => [
          auditId,
          stage,
          formatMs(atMs),
          request,
          status ?? '–',
        ]),
      })}</details>`
}`;
}
