import { dirname, resolve } from 'node:path';
import { parseCluster } from '../config/cluster.ts';
import { type FileKind, kindOfFile } from '../config/file-kind.ts';
import { readWebhookKubeconfig } from '../config/kubeconfig.ts';
import { MANIFEST_KINDS, readAuditManifest } from '../config/manifest.ts';
import { parsePolicy } from '../config/policy/parse.ts';
import type { ProviderName } from '../core/cluster-spec.ts';
import { AuditBenchError, badInput, type Problem } from '../core/errors.ts';
import { aboveBounds, estimate, estimateSentence } from '../core/estimate.ts';
import { EXIT } from '../core/exit-codes.ts';
import { epochMs } from '../platform/clock.ts';
import { readTextIfThere } from '../platform/files.ts';
import type { PolicyReadingMode } from '../core/scenario.ts';
import { loadScenario, readUserFile, warnLeftOut } from './load-files.ts';

/** What a file is and whether it is valid, a sentence or more. Errors: AuditBenchError (exit 2) with all that is wrong. */
export async function describeFile(
  file: string,
  mode: PolicyReadingMode = 'strict',
  provider: ProviderName = 'embedded',
): Promise<readonly string[]> {
  const text = await readUserFile(file);
  const kind = kindOfFile(text, file);
  if (kind.kind === 'scenario' || kind.kind === 'not YAML') return describeScenario(file, mode, provider);
  return await JUDGES[kind.kind](text, file, kind as never, mode);
}

/** A scenario's own reading has all to say on where a file is no YAML. */
type JudgedKind = Exclude<FileKind['kind'], 'scenario' | 'not YAML'>;

type Judge<K extends JudgedKind> = (
  text: string,
  file: string,
  kind: Extract<FileKind, { readonly kind: K }>,
  mode: PolicyReadingMode,
) => Promise<readonly string[]> | readonly string[];

const JUDGES: { readonly [K in JudgedKind]: Judge<K> } = {
  cluster: (text, file) => [`cluster "${parseCluster(text, file).name}" is valid`],
  policy: (text, file, _kind, mode) => [`audit policy with ${ruleCount(text, file, mode)} rules is valid`],
  'policy in a ConfigMap': (_text, file, { key, text }, mode) => [
    `a ConfigMap, its data["${key}"] an audit policy with ${ruleCount(text, `${file} (data["${key}"])`, mode)} rules that is valid`,
    'kube-apiserver reads the policy itself, not the ConfigMap',
  ],
  kubeconfig: describeKubeconfig,
  manifest: describeManifest,
  other: (_text, file, { name, hint }) => {
    throw badInput(`${file}: is ${name}`, hint);
  },
};

/** Where an estimate is for, in words. */
const PLACES: Readonly<Record<ProviderName, string>> = {
  embedded: 'the embedded API server (--cluster names another)',
  local: 'a local kube-apiserver',
  kind: 'kind',
  existing: 'a cluster of yours',
};

async function describeScenario(
  file: string,
  mode: PolicyReadingMode,
  provider: ProviderName,
): Promise<readonly string[]> {
  const { scenario } = await loadScenario(file, mode === 'lenient' ? ['policyReading=lenient'] : []);
  const trials = scenario.variants.length * scenario.repeat;
  const costs = estimate(scenario, provider);
  const above = aboveBounds(costs);
  return [
    `scenario "${scenario.name}" is valid: ${scenario.variants.length} variants, ${trials} trials${scenario.tune === null ? '' : ', tuning'}`,
    `on ${PLACES[provider]}: ${estimateSentence(costs)}`,
    ...(above.length === 0 ? [] : [`run refuses it without --large: ${above.join('; ')}`]),
  ];
}

function ruleCount(text: string, file: string, mode: PolicyReadingMode): number {
  const parsed = parsePolicy(text, file, file, mode);
  if ('problems' in parsed) throw new AuditBenchError(EXIT.badInput, parsed.problems);
  for (const warning of parsed.policy.warnings) warnLeftOut(warning);
  return parsed.policy.policy.rules.length;
}

async function describeKubeconfig(text: string, file: string): Promise<readonly string[]> {
  const readText = (path: string): Promise<string | undefined> => readTextIfThere(resolve(dirname(file), path));
  const { server, notes, problems } = await readWebhookKubeconfig(text, file, { readText, nowMs: epochMs() });
  if (problems.length > 0) throw new AuditBenchError(EXIT.badInput, problems);
  return [`a kubeconfig that is valid for the audit webhook, which POSTs to ${server ?? ''}`, ...notes];
}

function describeManifest(text: string, file: string): readonly string[] {
  const manifest = readAuditManifest(text, file);
  if (manifest === null) throw badInput(`${file}: holds no flags of kube-apiserver`, `what is read: ${MANIFEST_KINDS}`);
  refuseProblems(manifest.problems);
  return manifest.notes;
}

function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new AuditBenchError(EXIT.badInput, problems);
}
