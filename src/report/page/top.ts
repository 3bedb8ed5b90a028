import type { RunResult } from '../../core/result.ts';
import { badgesOf } from '../badges.ts';
import { type Html, html } from './html.ts';
import { tiles } from './tiles.ts';

/** What one came for: the verdict as a badge and a sentence, its numbers, and what there is to beware of. */
export function topSection(result: RunResult): Html {
  const { cluster, scenario, verdict, trials } = result;
  const doubts = trials.flatMap((trial) =>
    trial.doubts.map(({ sentence }) => html`<li><b>${trial.id}</b>: ${sentence}</li>`),
  );
  const errors = trials.flatMap((trial) =>
    trial.error === null ? [] : [html`<li><b>${trial.id}</b> failed: ${trial.error}</li>`],
  );
  return html`<header id="answer">
<p class="badges">${badgesOf(result).map(({ text, look }) => html`<span class="badge ${look}">${text}</span>`)}</p>
<h1>${scenario.name} on ${cluster.name}</h1>
<p class="soft facts">${scenario.description} ${cluster.provider}, Kubernetes ${cluster.kubernetesVersion}, ${result.startedAt.slice(0, 16).replace('T', ' ')} UTC</p>
${cluster.emulated ? html`<p class="banner" role="note">EMULATED: measured on a stand-in, not on a real kube-apiserver.</p>` : null}
${result.status === 'complete' ? null : html`<p class="banner" role="note">This run is not complete (${result.status}); what was measured is shown.</p>`}
<p class="verdict">${verdict?.sentence ?? 'The run is not finished.'}</p>
${tiles(result)}
${doubts.length > 0 ? html`<details><summary class="doubt">${doubts.length} ${doubts.length === 1 ? 'doubt' : 'doubts'}: trials with doubts decide nothing</summary><ul>${doubts}</ul></details>` : null}
${errors.length > 0 ? html`<div class="card miss"><ul>${errors}</ul></div>` : null}
</header>`;
}
