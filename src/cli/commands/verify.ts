import { join } from 'node:path';
import { findLogSets } from '../../audit-log/log-set.ts';
import { EXIT } from '../../core/exit-codes.ts';
import type { Finding } from '../../core/finding.ts';
import { badInput } from '../../core/errors.ts';
import { Differences, digestOf } from '../../verify/differences.ts';
import { LogVerifier } from '../../verify/log-verifier.ts';
import { SealChecker } from '../../verify/seal/seal-checker.ts';
import { pathExists } from '../../platform/files.ts';
import { withInterrupt } from '../interrupt.ts';
import { cleanText } from '../terminal.ts';
import { type AroundArguments, aroundFindings, aroundOptions } from '../verify/around.ts';
import { compareCopies } from '../verify/compare-copies.ts';
import { findingLines } from '../verify/finding-lines.ts';
import { readSet } from '../verify/read-sets.ts';
import { runFindings } from '../verify/verify-run.ts';
import { loadSeal } from '../verify/verify-seal.ts';
import type { Command } from './command.ts';

interface VerifyArguments extends AroundArguments {
  readonly logs: readonly string[];
  readonly against: readonly string[];
  readonly seal?: string;
  readonly publicKey?: string;
  readonly json: boolean;
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
          describe: 'a second copy of the same events, such as what a receiver wrote',
        })
        .option('seal', { type: 'string', describe: 'the seal of the log (audit-bench seal)' })
        .option('public-key', { type: 'string', describe: 'whose signature the seal must have (PEM)' })
        .option('json', { type: 'boolean', default: false, describe: 'print JSON' }),
    ) as never,
  async handler(args) {
    const [run, another] = args.logs;
    if (run !== undefined && (await pathExists(join(run, 'result.json')))) {
      if (another !== undefined) throw badInput(`${run}: is a run, and is verified by itself`);
      const { findings, events } = await runFindings(run);
      tell(args, [run], events, findings);
      return;
    }
    const sets = await findLogSets(args.logs);
    const seal = args.seal === undefined ? null : await loadSeal(args.seal, args.publicKey);
    if (seal !== null && sets.length > 1)
      throw badInput(
        `--seal: a seal is of one log, and these are ${sets.length}: ${sets.map(({ name }) => name).join(', ')}`,
      );
    const copies = await findLogSets(args.against);
    if (copies.length > 0 && sets.length > 1)
      throw badInput(
        `--against: a copy is of one log, and these are ${sets.length}: ${sets.map(({ name }) => name).join(', ')}`,
      );
    const findings: Finding[] = [...(seal?.findings ?? [])];
    let events = 0;
    await withInterrupt(async (signal) => {
      for (const set of sets) {
        const verifier = new LogVerifier(copies.length > 0 ? digestOf : undefined);
        const checker = seal === null ? null : new SealChecker(seal.seal);
        await readSet(set, checker === null ? [verifier] : [verifier, checker], signal);
        findings.push(...verifier.findings(), ...(checker?.findings() ?? []));
        if (copies.length > 0)
          findings.push(...(await compareCopies([set], copies, new Differences(verifier), signal)));
        events += verifier.table.length;
      }
    });
    findings.push(...(await aroundFindings(sets, args)));
    const files = sets.flatMap((set) => set.files.map(({ path }) => path));
    tell(args, files, events, findings);
  },
};

function tell(
  { json }: Pick<VerifyArguments, 'json'>,
  files: readonly string[],
  events: number,
  findings: readonly Finding[],
): void {
  if (json) console.log(JSON.stringify({ files, events, findings }, null, 2));
  else for (const line of findingLines(findings, { files, events })) console.log(cleanText(line));
  process.exitCode = findings.some(({ severity }) => severity === 'wrong') ? EXIT.objectiveMissed : EXIT.ok;
}
