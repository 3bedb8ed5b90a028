import { findLogSets } from '../../audit-log/log-set.ts';
import { badInput, messageOf } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { epochMs } from '../../platform/clock.ts';
import { appendText, JsonLinesWriter, pathExists, removeFile, writeFileAtomic } from '../../platform/files.ts';
import { SealChecker } from '../../verify/seal/seal-checker.ts';
import { Sealer } from '../../verify/seal/sealer.ts';
import { sealDigest, signSeal } from '../../verify/seal/signature.ts';
import { formatBytes, formatCount } from '../../core/units.ts';
import { withInterrupt } from '../interrupt.ts';
import { readUserFile } from '../load-files.ts';
import { linesOf } from '../verify/finding-lines.ts';
import { type LineTaker, readSet } from '../verify/read-sets.ts';
import { loadSealText, signatureFile } from '../verify/verify-seal.ts';
import type { Command } from './command.ts';
import { say } from '../output.ts';

interface SealArguments {
  readonly logs: readonly string[];
  readonly out?: string;
  readonly since?: string;
  readonly key?: string;
  readonly sign?: string;
}

/** Writes down digests of a log's lines, so that nobody can alter it unseen. */
export const sealCommand: Command<SealArguments> = {
  builder: (yargs) =>
    yargs
      .positional('logs', { type: 'string', array: true, default: [], describe: 'the files of one log' })
      .option('out', { type: 'string', describe: 'file of the seal (needed, unless --sign)' })
      .option('since', {
        type: 'string',
        requiresArg: true,
        describe: 'an earlier seal of the log: it must hold, and is gone on from',
      })
      .option('key', { type: 'string', describe: 'Ed25519 private key (PEM) to sign the seal with' })
      .option('sign', { type: 'string', describe: 'sign this seal; the log need not be there' }) as never,
  async handler({ logs, out, since, key, sign }) {
    if (sign !== undefined) {
      if (key === undefined) throw badInput('--sign: with which key?', 'give --key FILE');
      if (logs.length > 0 || out !== undefined || since !== undefined)
        throw badInput('--sign: takes a seal that is there, no logs, no --out and no --since');
      await writeSignature(sign, key);
      return;
    }
    if (logs.length === 0)
      throw badInput('seal: which log?', 'audit-bench seal /var/log/kubernetes/audit --out audit.seal');
    if (out === undefined) throw badInput('--out: into which file?', 'where whoever can alter the log cannot write');
    if (await pathExists(out)) throw badInput(`--out: ${out} is there already`, 'a seal is never written over');
    const holds = await sealLogs(logs, out, since);
    if (!holds) {
      process.exitCode = EXIT.objectiveMissed;
      return;
    }
    if (key !== undefined) await writeSignature(out, key);
  },
};

/** Writes the seal; not where an earlier one does not hold, which is told. */
async function sealLogs(logs: readonly string[], out: string, since: string | undefined): Promise<boolean> {
  const [set, another] = await findLogSets(logs);
  if (set === undefined) throw badInput('there is no log to seal');
  if (another !== undefined)
    throw badInput(`${set.name} and ${another.name} are two logs, and a seal is of one`, 'seal each of them by itself');
  const earlier = since === undefined ? null : await earlierSeal(since);
  await appendText(out, '');
  const writer = new JsonLinesWriter(out);
  const sealer = new Sealer(
    (record) => writer.write(record),
    new Date(epochMs()).toISOString(),
    earlier?.digest ?? null,
  );
  try {
    const takers = earlier === null ? [sealer, wholeFiles] : [sealer, wholeFiles, earlier.checker];
    await withInterrupt((signal) => readSet(set, takers, signal));
    sealer.end();
  } finally {
    await writer.close();
  }
  const findings = earlier?.checker.findings() ?? [];
  const broken = findings.filter(({ severity }) => severity === 'wrong');
  for (const line of findings.flatMap(linesOf)) say(line);
  if (broken.length > 0) {
    await removeFile(out);
    say(`${out} was not written: the log is not what ${since ?? ''} sealed.`);
    return false;
  }
  say(
    `${out}: seals ${formatCount(sealer.lines)} lines (${formatBytes(sealer.bytes)}) of ${set.files.length} ${set.files.length === 1 ? 'file' : 'files'}.`,
  );
  return true;
}

/** Files that rotation has deleted since are no longer under either seal. */
async function earlierSeal(file: string): Promise<{ readonly digest: string; readonly checker: SealChecker }> {
  const { text, seal } = await loadSealText(file);
  return { digest: sealDigest(text), checker: new SealChecker(seal, 'may be gone') };
}

/** What cannot be read cannot be sealed. */
const wholeFiles: LineTaker = {
  beginFile: () => {},
  readLines: () => {},
  endFile({ damage, tooLong }) {
    if (damage !== null) throw badInput(`a file of the log cannot be sealed: ${damage}`, 'audit-bench verify names it');
    if (tooLong > 0) throw badInput(`${tooLong} lines are longer than 64 MiB and cannot be sealed`);
  },
};

async function writeSignature(sealFile: string, keyFile: string): Promise<void> {
  const [text, key] = [await readUserFile(sealFile), await readUserFile(keyFile)];
  let signature: string;
  try {
    signature = signSeal(text, key);
  } catch (error) {
    throw badInput(
      `${keyFile}: is no Ed25519 private key (PEM): ${messageOf(error)}`,
      'openssl genpkey -algorithm ed25519 -out KEY.pem makes one',
    );
  }
  await writeFileAtomic(signatureFile(sealFile), `${signature}\n`);
  say(`${signatureFile(sealFile)}: signed; openssl pkey -in ${keyFile} -pubout gives the key to verify it with.`);
}
