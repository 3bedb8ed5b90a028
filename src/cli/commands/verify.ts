import { findLogSets } from '../../audit-log/log-set.ts';
import { EXIT } from '../../core/exit-codes.ts';
import type { Finding } from '../../verify/finding.ts';
import { LogVerifier } from '../../verify/log-verifier.ts';
import { withInterrupt } from '../interrupt.ts';
import { cleanText } from '../terminal.ts';
import { findingLines } from '../verify/finding-lines.ts';
import { readSet } from '../verify/read-sets.ts';
import type { Command } from './index.ts';

interface VerifyArguments {
  readonly logs: readonly string[];
  readonly json: boolean;
}

/** Looks for what was lost, altered or left open in audit logs, and says where it is seen. */
export const verifyCommand: Command<VerifyArguments> = {
  builder: (yargs) =>
    yargs
      .positional('logs', { type: 'string', array: true, demandOption: true, describe: 'logs, folders or patterns' })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' }) as never,
  async handler(args) {
    const findings: Finding[] = [];
    let events = 0;
    const sets = await findLogSets(args.logs);
    await withInterrupt(async (signal) => {
      for (const set of sets) {
        const verifier = new LogVerifier();
        await readSet(set, verifier, signal);
        findings.push(...verifier.findings());
        events += verifier.table.length;
      }
    });
    const files = sets.flatMap((set) => set.files.map(({ path }) => path));
    if (args.json) console.log(JSON.stringify({ files, events, findings }, null, 2));
    else for (const line of findingLines(findings, { files, events })) console.log(cleanText(line));
    process.exitCode = findings.some(({ severity }) => severity === 'wrong') ? EXIT.objectiveMissed : EXIT.ok;
  },
};
