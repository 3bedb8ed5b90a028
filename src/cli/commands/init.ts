import { basename, dirname, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { shellLine } from '../../core/shell-line.ts';
import { badInput } from '../../core/errors.ts';
import { parseRatePerSecond } from '../../core/units.ts';
import { pathExists, writeFileAtomic } from '../../platform/files.ts';
import { packageFile } from '../../platform/package-info.ts';
import { scenarioTemplate, type ScenarioWishes } from '../scenario-template.ts';
import type { Command } from './command.ts';

interface InitArguments {
  readonly file: string;
  readonly aim?: ScenarioWishes['aim'];
  readonly backend?: ScenarioWishes['backend'];
  readonly rate?: string;
  readonly burst?: number;
  readonly yes: boolean;
}

const AIMS = ['find', 'compare'] as const;
const BACKENDS = ['webhook', 'log'] as const;
const DEFAULTS = { aim: 'find', backend: 'webhook', rate: '200/s', burst: '2000' } as const;

/** Writes a scenario to start from; asks for what the options do not say where somebody can answer. */
export const initCommand: Command<InitArguments> = {
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', default: 'my-scenario.yaml', describe: 'file to write' })
      .option('aim', { choices: AIMS, describe: 'find flags that lose nothing, or compare yours with the defaults' })
      .option('backend', { choices: BACKENDS, describe: 'which audit backend' })
      .option('rate', { type: 'string', describe: 'requests per second that go on all the time, such as 200/s' })
      .option('burst', { type: 'number', describe: 'requests that come at once; 0 for none' })
      .option('yes', { type: 'boolean', default: false, describe: 'ask nothing, take the defaults' }) as never,
  async handler({ file, ...given }) {
    if (await pathExists(file)) throw badInput(`${file}: is there already`, 'name another file, or delete it first');
    const ask = process.stdin.isTTY && process.stdout.isTTY && !given.yes ? questions() : null;
    const answer = async (question: string, value: string | undefined, otherwise: string): Promise<string> =>
      value ?? (ask === null ? otherwise : (await ask.question(`${question} [${otherwise}] `)).trim() || otherwise);
    try {
      const backend = oneOf('--backend', await answer('webhook or log?', given.backend, DEFAULTS.backend), BACKENDS);
      const wish = 'find flags, or compare yours with the defaults?';
      const aim = oneOf('--aim', await answer(wish, given.aim, DEFAULTS.aim), AIMS);
      const rate = checkedRate(await answer('requests per second all the time?', given.rate, DEFAULTS.rate));
      const burst = checkedBurst(
        await answer('requests at once in a burst, 0 for none?', given.burst?.toString(), DEFAULTS.burst),
      );
      const schema = relative(resolve(dirname(file)), packageFile('docs/scenario.schema.json'));
      await writeFileAtomic(file, scenarioTemplate({ name: nameOf(file), aim, backend, rate, burst, schema }));
    } finally {
      ask?.close();
    }
    const word = shellLine([file]);
    console.log(`${file} is written.\nNext: audit-bench validate ${word}, then audit-bench run ${word}`);
  },
};

function questions(): ReturnType<typeof createInterface> {
  return createInterface({ input: process.stdin, output: process.stdout });
}

function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((each) => each === value);
  if (found === undefined) throw badInput(`${option}: expected ${known.join(' or ')}, got "${value}"`);
  return found;
}

function checkedRate(rate: string): string {
  // A number alone is what most type, and can mean nothing else here.
  const text = /^\d+(\.\d+)?$/.test(rate) ? `${rate}/s` : rate;
  if ((parseRatePerSecond(text) ?? 0) > 0) return text;
  throw badInput(`--rate: expected a rate such as "200/s", got "${rate}"`);
}

function checkedBurst(burst: string): number {
  const count = Number(burst);
  if (Number.isInteger(count) && count >= 0) return count;
  throw badInput(`--burst: expected a whole number from 0, got ${burst}`);
}

/** The file's name as a scenario's: small letters, digits, dashes. */
function nameOf(file: string): string {
  const name = basename(file)
    .replace(/\.ya?ml$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name.slice(0, 60).replace(/-+$/, '') || 'my-scenario';
}
