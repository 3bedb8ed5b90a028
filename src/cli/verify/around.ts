import { dirname, resolve } from 'node:path';
import type { Argv } from 'yargs';
import type { LogSet } from '../../audit-log/log-set.ts';
import { readWebhookKubeconfig } from '../../config/kubeconfig.ts';
import { readAuditManifest } from '../../config/manifest.ts';
import { badInput } from '../../core/errors.ts';
import { type Finding, note, wrong } from '../../core/finding.ts';
import { epochMs } from '../../platform/clock.ts';
import { sha256 } from '../../platform/digest.ts';
import { readTextIfThere, writeFileAtomic } from '../../platform/files.ts';
import { pathFacts } from '../../platform/path-facts.ts';
import { type Baseline, BASELINE_VERSION, baselineFindings } from '../../verify/baseline.ts';
import { ownerFindings, permissionFindings } from '../../verify/permissions.ts';
import { readUserFile } from '../load-files.ts';
import { loadBaseline } from './load-baseline.ts';

/** What a log rests on, beside its files. */
export interface AroundArguments {
  readonly policy?: string;
  readonly kubeconfig?: string;
  readonly manifest?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
}

export function aroundOptions(yargs: Argv): Argv {
  return yargs
    .option('policy', { type: 'string', describe: 'the audit policy in force' })
    .option('kubeconfig', { type: 'string', describe: 'the kubeconfig of the audit webhook' })
    .option('manifest', { type: 'string', describe: "a file with kube-apiserver's flags, such as its static pod" })
    .option('baseline', { type: 'string', describe: 'digests of policy, kubeconfig and flags to compare with' })
    .option('write-baseline', { type: 'string', describe: 'write such digests into this file' });
}

/** Who may read and change the files, the webhook's way, and what is not as a baseline has it. */
export async function aroundFindings(sets: readonly LogSet[], args: AroundArguments): Promise<readonly Finding[]> {
  return [
    ...(await logPermissions(sets)),
    ...(args.policy === undefined ? [] : permissionFindings(await pathFacts(args.policy), 'policy')),
    ...(args.kubeconfig === undefined ? [] : await webhookFindings(args.kubeconfig)),
    ...(await againstBaseline(args)),
  ];
}

async function logPermissions(sets: readonly LogSet[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const folders = new Set<string>();
  for (const { path } of sets.flatMap(({ files }) => files)) {
    const [log, folder] = [await pathFacts(path), await pathFacts(dirname(path))];
    findings.push(...permissionFindings(log, 'log'), ...ownerFindings(log, folder));
    if (!folders.has(folder.path)) findings.push(...permissionFindings(folder, 'folder'));
    folders.add(folder.path);
  }
  return findings;
}

/** That nobody else can pass for the receiver, or for kube-apiserver. */
async function webhookFindings(file: string): Promise<readonly Finding[]> {
  const text = await readUserFile(file);
  const readText = (path: string): Promise<string | undefined> => readTextIfThere(resolve(dirname(file), path));
  const { notes, problems } = await readWebhookKubeconfig(text, file, { readText, nowMs: epochMs() });
  const place = { file, line: null };
  return [
    ...permissionFindings(await pathFacts(file), 'kubeconfig'),
    ...problems.map(({ message, line }) => wrong('webhook', message, { file, line: line ?? null })),
    // That a public authority signs the receiver's certificate is nothing wrong.
    ...notes.map((sentence) =>
      (sentence.startsWith('no certificate-authority') ? note : wrong)('webhook', sentence, place),
    ),
  ];
}

async function againstBaseline(args: AroundArguments): Promise<readonly Finding[]> {
  if (args.baseline === undefined && args.writeBaseline === undefined) return [];
  const now = await currentBaseline(args);
  if (args.writeBaseline !== undefined) await writeFileAtomic(args.writeBaseline, `${JSON.stringify(now, null, 2)}\n`);
  if (args.baseline === undefined) return [];
  const { policy, kubeconfig } = args;
  const places = { ...(policy === undefined ? {} : { policy }), ...(kubeconfig === undefined ? {} : { kubeconfig }) };
  return baselineFindings(await loadBaseline(args.baseline), now, places);
}

async function currentBaseline({ policy, kubeconfig, manifest }: AroundArguments): Promise<Baseline> {
  if (policy === undefined && kubeconfig === undefined && manifest === undefined)
    throw badInput('a baseline of what?', 'give --policy, --kubeconfig and --manifest, as many as there are');
  const digest = async (file: string): Promise<string> => sha256(await readUserFile(file));
  return {
    baseline: BASELINE_VERSION,
    recordedAt: new Date(epochMs()).toISOString(),
    files: {
      ...(policy === undefined ? {} : { policy: await digest(policy) }),
      ...(kubeconfig === undefined ? {} : { kubeconfig: await digest(kubeconfig) }),
    },
    flags: manifest === undefined ? null : await flagsOf(manifest),
  };
}

async function flagsOf(file: string): Promise<Readonly<Record<string, string>>> {
  const read = readAuditManifest(await readUserFile(file), file);
  if (read === null) throw badInput(`${file}: holds no flags of kube-apiserver`);
  return read.flags;
}
