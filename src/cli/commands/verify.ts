import { findLogSets, type LogSet } from '../../audit-log/log-set.ts';
import { badInput } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import type { Finding } from '../../core/finding.ts';
import { epochMs } from '../../platform/clock.ts';
import { writeFileAtomic } from '../../platform/files.ts';
import { verifyPage } from '../../report/verify-page.ts';
import { digestOf } from '../../verify/differences.ts';
import type { EventTable } from '../../verify/event-table.ts';
import { LogVerifier } from '../../verify/log-verifier.ts';
import { eventsOverTime } from '../../verify/over-time.ts';
import { SealChecker } from '../../verify/seal/seal-checker.ts';
import { withInterrupt } from '../interrupt.ts';
import { type AroundArguments, aroundFindings, aroundOptions } from '../verify/around.ts';
import { isRun, logAgainst, runAgainst, type SecondCopy, secondCopy } from '../verify/compare-with.ts';
import { findingLines } from '../verify/finding-lines.ts';
import { readSet } from '../verify/read-sets.ts';
import { runFindings } from '../verify/verify-run.ts';
import { loadSeal } from '../verify/verify-seal.ts';
import type { Command } from './command.ts';
import { say } from '../output.ts';

interface VerifyArguments extends AroundArguments {
  readonly logs: readonly string[];
  readonly against: readonly string[];
  readonly seal?: string;
  readonly publicKey?: string;
  readonly html?: string;
  readonly json: boolean;
}

interface Verified {
  readonly files: readonly string[];
  readonly events: number;
  readonly findings: readonly Finding[];
  readonly tables: readonly EventTable[];
}

/** Looks for what was lost, altered or left open in audit logs, and says where it is seen. */
export const verifyCommand: Command<VerifyArguments> = {
  builder: (yargs) =>
    aroundOptions(
      yargs
        .positional('logs', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'logs, folders or patterns; or a run',
        })
        .option('against', {
          type: 'string',
          array: true,
          default: [],
          requiresArg: true,
          describe: 'a second copy of the same events, such as what a receiver wrote, or a run that recorded them',
        })
        .option('seal', { type: 'string', describe: 'the seal of the log (audit-bench seal)' })
        .option('public-key', { type: 'string', describe: 'whose signature the seal must have (PEM)' })
        .option('html', {
          type: 'string',
          requiresArg: true,
          describe: 'write what was found as a page into this file',
        })
        .option('json', { type: 'boolean', default: false, describe: 'print JSON' }),
    ) as never,
  async handler(args) {
    const copy = await secondCopy(args.against);
    const verified = await withInterrupt((signal) => verify(args, copy, signal));
    await tell(args, verified);
  },
};

async function verify(args: VerifyArguments, copy: SecondCopy | null, signal: AbortSignal): Promise<Verified> {
  const [run, another] = args.logs;
  if (run === undefined || !(await isRun(run))) return verifyLogs(args, copy, signal);
  if (another !== undefined) throw badInput(`${run}: is a run, and is verified by itself`);
  if (args.seal !== undefined) throw badInput(`--seal: a seal is of a log, and ${run} is a run`);
  const { findings, events } = await runFindings(run);
  const differing = copy === null ? [] : await runAgainst(run, copy, signal);
  const around = await aroundFindings([], args);
  return { files: [run], events, findings: [...findings, ...differing, ...around], tables: [] };
}

async function verifyLogs(args: VerifyArguments, copy: SecondCopy | null, signal: AbortSignal): Promise<Verified> {
  const sets = await findLogSets(args.logs);
  const seal = args.seal === undefined ? null : await loadSeal(args.seal, args.publicKey);
  if (seal !== null) oneLog('--seal: a seal is of one log', sets);
  if (copy !== null) oneLog('--against: a copy is of one log', sets);
  const findings: Finding[] = [...(seal?.findings ?? [])];
  const tables: EventTable[] = [];
  for (const set of sets) {
    const verifier = new LogVerifier(copy?.of === 'log' ? digestOf : undefined);
    const checker = seal === null ? null : new SealChecker(seal.seal);
    await readSet(set, checker === null ? [verifier] : [verifier, checker], signal);
    findings.push(...verifier.findings(), ...(checker?.findings() ?? []));
    if (copy !== null) findings.push(...(await logAgainst(set, verifier, copy, signal)));
    tables.push(verifier.table);
  }
  findings.push(...(await aroundFindings(sets, args)));
  const files = sets.flatMap((set) => set.files.map(({ path }) => path));
  return { files, events: tables.reduce((sum, { length }) => sum + length, 0), findings, tables };
}

function oneLog(what: string, sets: readonly LogSet[]): void {
  if (sets.length < 2) return;
  throw badInput(`${what}, and these are ${sets.length}: ${sets.map(({ name }) => name).join(', ')}`);
}

async function tell({ json, html }: VerifyArguments, { files, events, findings, tables }: Verified): Promise<void> {
  if (html !== undefined) {
    const verifiedAt = new Date(epochMs()).toISOString();
    const page = { files, events, findings, verifiedAt, series: eventsOverTime(tables) };
    await writeFileAtomic(html, await verifyPage(page));
  }
  if (json) console.log(JSON.stringify({ files, events, findings }, null, 2));
  else for (const line of findingLines(findings, { files, events })) say(line);
  process.exitCode = findings.some(({ severity }) => severity === 'wrong') ? EXIT.objectiveMissed : EXIT.ok;
}
