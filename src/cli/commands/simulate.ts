import { parseFlagsText } from '../../config/flags.ts';
import { badInput } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { settingsToFlags } from '../../core/flags.ts';
import { formatCount, formatMs, formatRatio, parseDurationMs, parseRatePerSecond } from '../../core/units.ts';
import { formatFlags } from '../../report/flag-formats.ts';
import {
  type SimulatedSettings,
  type SimulatedTuning,
  simulateScenario,
  simulateSettings,
} from '../../tuning/simulated.ts';
import { plannedFromFlags } from '../../tuning/words/planned-flags.ts';
import { describeRefusals } from '../../tuning/words/refusals.ts';
import { loadScenario } from '../load-files.ts';
import { cleanText } from '../terminal.ts';
import type { Command } from './index.ts';

interface SimulateArguments {
  readonly scenario?: string;
  readonly flags?: string;
  readonly rate?: string;
  readonly burst?: number;
  readonly duration: string;
  readonly apiservers: number;
  readonly set: readonly string[];
  readonly json: boolean;
}

export const simulateCommand: Command<SimulateArguments> = {
  builder: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', describe: 'scenario file' })
      .option('flags', { type: 'string', describe: 'flags of kube-apiserver, instead of a file' })
      .option('rate', { type: 'string', describe: 'audit events per second beside --flags, such as 800/s' })
      .option('burst', { type: 'number', describe: 'events that come at once on top, beside --flags' })
      .option('duration', { type: 'string', default: '60s', describe: 'how long --rate lasts' })
      .option('apiservers', { type: 'number', default: 1, describe: 'API servers that share the load' })
      .option('set', {
        type: 'string',
        array: true,
        default: [],
        requiresArg: true,
        describe: 'override a value: path=value',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' }) as never,
  async handler(args) {
    if ((args.scenario === undefined) === (args.flags === undefined))
      throw badInput('simulate needs either a scenario file or --flags');
    const lines = args.flags === undefined ? await fromScenario(args) : fromFlags(args, args.flags);
    if (!args.json) for (const line of lines) console.log(cleanText(line));
  },
};

const LABEL = 'SIMULATED: by the model of the audit pipeline alone; nothing was measured.';

async function fromScenario(args: SimulateArguments): Promise<readonly string[]> {
  const { scenario } = await loadScenario(args.scenario ?? '', args.set);
  const { load, variants, tuned } = simulateScenario(scenario, args.apiservers);
  const recommended = tuned?.recommended ?? null;
  if (args.json)
    console.log(
      JSON.stringify(
        {
          simulated: true,
          allAtOnce: load.allAtOnce,
          variants,
          recommended,
          costs: tuned?.costs ?? null,
          defaults: tuned?.defaults ?? null,
          docsRule: tuned?.docsRule ?? null,
          refusals: tuned?.search.refusals ?? [],
        },
        null,
        2,
      ),
    );
  const safe = [...variants, ...(recommended === null ? [] : [recommended])].some(({ lossRatio }) => lossRatio === 0);
  process.exitCode = safe ? EXIT.ok : EXIT.objectiveMissed;
  return [
    LABEL,
    ...(load.allAtOnce
      ? ['A burst has no measured rate here: all its events arrive at once (give it an assumeRate).']
      : []),
    ...(variants.length === 0 ? [] : ['', ...variants.map(sentence)]),
    ...(tuned === null ? [] : tunedLines(tuned, scenario.tune?.headroom ?? 1)),
  ];
}

function tunedLines(tuned: SimulatedTuning, headroom: number): readonly string[] {
  const { search, recommended, costSentences, defaults, docsRule } = tuned;
  if (recommended === null)
    return ['No settings fit the limits:', ...describeRefusals(search).map((refusal) => `  ${refusal}`)];
  return [
    '',
    `Of ${formatCount(search.combinations)} combinations these lose nothing at ${headroom} times the load and cost least (prove them with: audit-bench run):`,
    '',
    formatFlags(settingsToFlags(recommended.settings, 'webhook'), 'flags').trimEnd(),
    '',
    `At ${headroom} times the load:`,
    ...[recommended, defaults, docsRule].map(sentence),
    '',
    ...costSentences,
  ];
}

function fromFlags(args: SimulateArguments, flags: string): readonly string[] {
  const { settings, notes } = parseFlagsText(flags);
  const ratePerSecond = parseRatePerSecond(args.rate ?? '');
  const durationMs = parseDurationMs(args.duration);
  if (ratePerSecond === undefined)
    throw badInput(
      `--rate: expected a rate such as "800/s", got ${args.rate === undefined ? 'nothing' : `"${args.rate}"`}`,
    );
  if (durationMs === undefined || durationMs === 0)
    throw badInput(`--duration: expected a duration such as "60s", got "${args.duration}"`);
  const burst = args.burst ?? 0;
  if (!Number.isInteger(burst) || burst < 0) throw badInput(`--burst: expected a whole number from 0, got ${burst}`);
  const simulated = simulateSettings(
    'your flags',
    settings,
    plannedFromFlags(ratePerSecond / args.apiservers, durationMs, Math.ceil(burst / args.apiservers)),
  );
  if (args.json) console.log(JSON.stringify({ simulated: true, settings: simulated, notes }, null, 2));
  process.exitCode = simulated.lossRatio === 0 ? EXIT.ok : EXIT.objectiveMissed;
  return [LABEL, ...notes.map((note) => `Note: ${note}.`), '', sentence(simulated)];
}

function sentence(simulated: SimulatedSettings): string {
  const {
    name,
    generated,
    dropped,
    failed,
    lossRatio,
    firstLossMs,
    peakBuffer,
    settings,
    ceilingPerSecond,
    lagMaxMs,
    firstLossAtLoadMultiple,
  } = simulated;
  const ceiling = Number.isFinite(ceilingPerSecond)
    ? `${formatCount(ceilingPerSecond)} events/s sustained`
    : 'no throttle';
  const limit =
    firstLossAtLoadMultiple === null
      ? 'no loss up to 64 times the load'
      : `first loss at ${firstLossAtLoadMultiple} times the load`;
  const how = [
    ...(dropped === 0 ? [] : [`the first dropped after ${formatMs(firstLossMs)}`]),
    ...(failed === 0 ? [] : [`${formatCount(failed)} in batches that the receiver refused to the end`]),
  ].join(', ');
  const verdict =
    dropped + failed === 0
      ? 'SAFE: nothing is lost'
      : `LOSES ${formatCount(dropped + failed)} of ${formatCount(generated)} events (${formatRatio(lossRatio)}), ${how}`;
  return `${name}: ${verdict}; the buffer fills to ${formatCount(peakBuffer)} of ${formatCount(settings.bufferSize)}, ${ceiling}, lag up to ${formatMs(lagMaxMs)}, ${limit}.`;
}
