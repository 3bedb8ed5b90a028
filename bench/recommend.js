// Every tuning scenario on a real kube-apiserver: kept or verified, an edge shown, never a smaller first loss than the defaults' where these keep the limits.
import { readFileSync } from 'node:fs';
import { runText } from './run-scenario.js';
import { verdict } from './report.js';

const CASES = ['steady', 'burst', 'ramp', 'idle-burst', 'large-events', 'two-apiservers'];
const only = process.argv[2];
const percent = (ratio) => (ratio == null ? '–' : `${Number((100 * ratio).toPrecision(3))} %`);
const rows = [];
for (const name of CASES.filter((candidate) => only === undefined || candidate === only)) {
  const cluster = name === 'two-apiservers' ? 'clusters/local-two-apiservers.yaml' : 'clusters/local.yaml';
  const { result } = await runText(readFileSync(`scenarios/${name}.yaml`, 'utf8'), readFileSync(cluster, 'utf8'));
  const { recommendation: found } = result;
  const { effort, tighterThan, kept, current, changes, curve, firstLossAtLoadMultiple: firstLoss } = found;
  console.log(`${name}: ${found.sentences[0]}`);
  for (const trial of result.trials)
    console.log(
      `  ${trial.id}: lost ${trial.events.dropped} of ${trial.events.generated}${trial.doubts.length > 0 ? ` (${trial.doubts.map((doubt) => doubt.sentence).join('; ')})` : ''}${trial.error ?? ''}`,
    );
  verdict(
    `${name}: ${kept ? 'kept' : 'recommended'}, proved ${found.verified}, the edge lost ${percent(tighterThan?.lossRatio)}`,
    found.verified && (tighterThan?.lossRatio ?? 0) > 0,
    'proved, the edge above 0 %',
  );
  // The defaults are the current settings of these scenarios.
  const keepsLimits = current?.breaks.length === 0;
  verdict(
    `${name}: first loss at ${firstLoss ?? 'no tried'} × the load, the defaults' at ${current?.firstLossAtLoadMultiple ?? 'no tried'} ×${keepsLimits ? '' : ' (they break a limit)'}`,
    !keepsLimits || (firstLoss ?? Infinity) >= (current?.firstLossAtLoadMultiple ?? Infinity),
    "at least the defaults' where they keep the limits",
  );
  verdict(
    `${name}: ${effort?.pairsMeasured} pairs measured`,
    (effort?.pairsMeasured ?? 99) <= 9,
    'at most 6 when the first answer holds, 9 otherwise',
  );
  const answer = kept
    ? 'keep the defaults'
    : changes.map(({ flag, to }) => `${flag.replace('audit-webhook-', '')}=${to}`);
  const points = curve?.measured.map((point) => `${point.name} × ${point.multiple}: ${percent(point.lossRatio)}`);
  rows.push(
    `| ${name} | ${[answer].flat().join(', ')} | ${firstLoss ?? '–'} (${found.firstLossBy ?? '–'}) | ${current?.firstLossAtLoadMultiple ?? '–'} | ${tighterThan?.gap ?? '–'}: ${percent(tighterThan?.lossRatio)} | ${[...new Set(points)].join('; ')} | ${effort?.pairsMeasured} of ${effort?.gridSize} | ${Math.round((effort?.wallMs ?? 0) / 1000)} s |`,
  );
}
console.log(
  "\n| scenario | answer | first loss at load × | the defaults' | edge: lost | measured points | pairs measured of the grid | wall time |\n| --- | --- | ---: | ---: | --- | --- | --- | ---: |",
);
console.log(rows.join('\n'));
