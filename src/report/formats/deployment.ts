import { parseAllDocuments, stringify } from 'yaml';
import type { FlagValues } from '../../core/flags.ts';
import type { AuditBackend } from '../../core/settings.ts';

/** What an API server needs to audit as recommended. */
export interface Deployment {
  /** The recommended flags; those that name files come with each format. */
  readonly flags: FlagValues;
  readonly policyText: string;
}

export const POLICY_NAME = 'policy.yaml';
export const KUBECONFIG_NAME = 'webhook.kubeconfig';
/** Where both files stand on a control-plane node, and in its container, unless the tool has a place of its own. */
export const AUDIT_DIR = '/etc/kubernetes/audit';

/** Where the log goes unless the tool has a place of its own; kube-apiserver makes the folder. */
export const LOG_DIR = '/var/log/kubernetes/audit';
export const LOG_PATH = `${LOG_DIR}/audit.log`;

/** The backend that the flags are of. */
export function backendOf(flags: FlagValues): AuditBackend {
  return Object.keys(flags).some((flag) => flag.startsWith('audit-log-')) ? 'log' : 'webhook';
}

/** Every flag, with those that name files: the policy and what goes with the backend. */
export function allFlags({ flags }: Deployment, dir: string): FlagValues {
  const place =
    backendOf(flags) === 'log'
      ? { 'audit-log-path': LOG_PATH }
      : { 'audit-webhook-config-file': `${dir}/${KUBECONFIG_NAME}` };
  return { 'audit-policy-file': `${dir}/${POLICY_NAME}`, ...place, ...flags };
}

/** What is read from a folder beside the flags, by name and text. */
export function filesBeside({ flags, policyText }: Deployment): readonly (readonly [name: string, text: string])[] {
  const policy = [POLICY_NAME, policyText] as const;
  return backendOf(flags) === 'log' ? [policy] : [policy, [KUBECONFIG_NAME, WEBHOOK_KUBECONFIG]];
}

/** The webhook's kubeconfig with what only its owner knows left to fill in; `audit-bench validate` judges it then. */
export const WEBHOOK_KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
  - name: audit-receiver
    cluster:
      # An address, or a name that the node's DNS knows: kube-apiserver does not ask the cluster's.
      server: https://RECEIVER:PORT/PATH
      certificate-authority-data: <base64 of the CA's certificate>
users:
  - name: kube-apiserver
    user:
      client-certificate-data: <base64 of the client's certificate>
      client-key-data: <base64 of the client's key>
contexts:
  - name: webhook
    context:
      cluster: audit-receiver
      user: kube-apiserver
current-context: webhook
`;

/** YAML under a comment; texts of several lines as blocks, and nothing that YAML 1.1 takes for a boolean without quotes. */
export function document(comment: readonly string[], value: unknown): string {
  const head = comment.map((line) => `# ${line}\n`).join('');
  return `${head}${stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** For formats that cannot carry the files. */
export function besides({ flags }: Deployment, dir: string, where: string): readonly string[] {
  if (backendOf(flags) === 'log')
    return [
      `Beside it, on ${where}: ${dir}/${POLICY_NAME} (audit-bench flags RUN --format policy).`,
      `The log is ${LOG_PATH}; its rotation is set by --audit-log-maxsize, -maxbackup and -maxage.`,
    ];
  return [
    `Beside it, on ${where}: ${dir}/${POLICY_NAME} and ${dir}/${KUBECONFIG_NAME}`,
    '(audit-bench flags RUN --format policy, --format kubeconfig; fill in what stands in capitals and <>).',
  ];
}

/** The policy as a value, for tools that take it inside a file of theirs: the first document, as YAML 1.1. */
export function policyValue({ policyText }: Deployment): unknown {
  const documents = parseAllDocuments(policyText, { version: '1.1' });
  return Array.isArray(documents) ? (documents[0]?.toJS() as unknown) : null;
}
