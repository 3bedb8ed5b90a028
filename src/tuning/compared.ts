import { docsRule } from '../core/docs-rule.ts';
import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import { sameReceiver } from '../core/receiver.ts';
import type { HeadroomCurve, Recommendation } from '../core/recommendation.ts';
import type { BatchSettings } from '../core/settings.ts';
import { settingsToDocument } from '../core/settings-document.ts';
import { type Conclusion, measuredWith } from './conclusion.ts';
import { type CurveLine, curveOf } from './search/curve.ts';
import { lossAt } from './search/first-loss.ts';

/** The documentation's rule and Kubernetes' defaults at the headroom. */
export function comparedWith({
  scenario,
  ask,
  demand,
  history,
}: Conclusion): Pick<Recommendation, 'docsRule' | 'defaults'> {
  const { headroom, receiverLatencyMs, current } = ask;
  const docs = docsRule(demand.meanPerSecond * headroom, receiverLatencyMs, current.initialBackoffMs);
  const defaults = kubernetesDefaults(scenario.backend);
  const lossOf = (tried: BatchSettings): number => lossAt(tried, demand, headroom, receiverLatencyMs);
  const measured = measuredWith(history, defaults, { multiple: headroom, receiver: scenario.receiver.plan }).find(
    ({ result }) => result.trusted,
  );
  return {
    docsRule: { settings: settingsToDocument(docs), predictedLossRatio: lossOf(docs) },
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
  const docs = docsRule(demand.meanPerSecond * ask.headroom, ask.receiverLatencyMs, ask.current.initialBackoffMs);
  const lines: readonly CurveLine[] = [
    { name: 'current', settings: ask.current },
    ...(decision.kept ? [] : [{ name: 'recommended' as const, settings: candidate.settings }]),
    ...(scenario.current.isDefaults || defaults.mode !== 'batch'
      ? []
      : [{ name: 'defaults' as const, settings: defaults }]),
    { name: 'docsRule', settings: docs },
  ];
  const firstLosses = [decision.current.firstLoss, judgement.firstLoss].map((first) => first?.multiple ?? null);
  const nameOf = (document: string, otherwise: string): string =>
    lines.find(({ settings }) => JSON.stringify(settingsToDocument(settings)) === document)?.name ?? otherwise;
  return {
    ...curveOf(lines, demand, ask.receiverLatencyMs, firstLosses),
    measured: history.flatMap(({ result: { id, trusted, load, lossRatio, settings, variant } }) =>
      trusted && lossRatio !== null && sameReceiver(load.receiver, scenario.receiver.plan)
        ? [{ trialId: id, multiple: load.multiple, lossRatio, name: nameOf(JSON.stringify(settings), variant) }]
        : [],
    ),
  };
}
