// Every tuning scenario on a real kube-apiserver: verified, loss 0, tighter above 0; measured pairs beside the full grid.
import { readFileSync } from 'node:fs';
import { runText } from './run-scenario.js';
import { verdict } from './report.js';

const CASES = ['steady', 'burst', 'ramp', 'idle-burst', 'large-events', 'two-apiservers'];
const only = process.argv[2];
const rows = [];
for (const name of CASES.filter((candidate) => only === undefined || candidate === only)) {
  const cluster = name === 'two-apiservers' ? 'clusters/local-two-apiservers.yaml' : 'clusters/local.yaml';
  const { result } = await runText(readFileSync(`scenarios/${name}.yaml`, 'utf8'), readFileSync(cluster, 'utf8'));
  const { recommendation: found } = result;
  const { effort, tighterThan, settings } = found;
  console.log(`${name}: ${found.sentences[0]}`);
  for (const trial of result.trials)
    console.log(
      `  ${trial.id}: lost ${trial.events.dropped} of ${trial.events.generated}${trial.doubts.length > 0 ? ` (${trial.doubts.map((doubt) => doubt.sentence).join('; ')})` : ''}${trial.error ?? ''}`,
    );
  verdict(
    `${name}: verified ${found.verified}, tighter lost ${tighterThan?.lossRatio}`,
    found.verified && (tighterThan?.lossRatio ?? 0) > 0,
    'verified, tighter above 0',
  );
  verdict(
    `${name}: ${effort?.pairsMeasured} pairs measured`,
    (effort?.pairsMeasured ?? 99) <= 9,
    'at most 6 when the first answer holds, 9 otherwise',
  );
  if (settings !== null)
    rows.push(
      `| ${name} | ${settings.bufferSize} / ${settings.maxBatchSize} / ${settings.maxBatchWait} / ${settings.throttleQps} / ${settings.throttleBurst} | ${found.firstLossAtLoadMultiple} | ${(100 * (tighterThan?.lossRatio ?? 0)).toFixed(1)} % | ${effort.pairsMeasured} of ${effort.gridSize} | ${Math.round(effort.wallMs / 1000)} s of ${Math.round(effort.gridWallMs / 3.6e6)} h |`,
    );
}
console.log(
  "\n| scenario | B / S / W / Q / U | first loss at load × | tighter lost | pairs measured of the grid | wall time of the grid's |\n| --- | --- | ---: | ---: | --- | --- |",
);
console.log(rows.join('\n'));
