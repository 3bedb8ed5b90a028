import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import { sameReceiver } from '../core/receiver.ts';
import type { HeadroomCurve, Recommendation } from '../core/recommendation.ts';
import type { BatchSettings } from '../core/settings.ts';
import { settingsToDocument } from '../core/settings-document.ts';
import { answerCurve, answerLines, docsRuleFor } from './answer-curve.ts';
import { type Conclusion, measuredWith } from './conclusion.ts';
import { lossAt } from './search/first-loss.ts';

/** The documentation's rule and Kubernetes' defaults at the headroom. */
export function comparedWith({
  scenario,
  ask,
  demand,
  history,
}: Conclusion): Pick<Recommendation, 'docsRule' | 'defaults'> {
  const { headroom, receiverLatencyMs } = ask;
  const docs = docsRuleFor(ask, demand);
  const defaults = kubernetesDefaults(scenario.backend);
  const lossOf = (tried: BatchSettings): number => lossAt(tried, demand, headroom, receiverLatencyMs);
  const measured = measuredWith(history, defaults, { multiple: headroom, receiver: scenario.receiver.plan }).find(
    ({ result }) => result.trusted,
  );
  return {
    docsRule: ask.backend === 'log' ? null : { settings: settingsToDocument(docs), predictedLossRatio: lossOf(docs) },
    defaults:
      defaults.mode === 'batch'
        ? { predictedLossRatio: lossOf(defaults), measuredLossRatio: measured?.result.lossRatio ?? null }
        : null,
  };
}

/** The curves of these and of the current and recommended settings, with the measured trials as points. */
export function headroomCurve({
  scenario,
  ask,
  demand,
  decision,
  candidate,
  judgement,
  history,
}: Conclusion): HeadroomCurve {
  const defaults = kubernetesDefaults(scenario.backend);
  const answer = {
    ask,
    demand,
    decision,
    best: candidate.settings,
    judgement,
    defaults: scenario.current.isDefaults || defaults.mode !== 'batch' ? null : defaults,
  };
  const lines = answerLines(answer);
  const nameOf = (document: string, otherwise: string): string =>
    lines.find(({ settings }) => JSON.stringify(settingsToDocument(settings)) === document)?.name ?? otherwise;
  return {
    ...answerCurve(answer),
    measured: history.flatMap(({ result: { id, trusted, load, lossRatio, settings, variant } }) =>
      trusted && lossRatio !== null && sameReceiver(load.receiver, scenario.receiver.plan)
        ? [{ trialId: id, multiple: load.multiple, lossRatio, name: nameOf(JSON.stringify(settings), variant) }]
        : [],
    ),
  };
}
