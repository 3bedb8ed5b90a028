import { parseAllDocuments, stringify } from 'yaml';
import type { FlagValues } from '../../core/flags.ts';

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

/** Every flag, with the two that name files in `dir`. */
export function allFlags({ flags }: Deployment, dir: string): FlagValues {
  return {
    'audit-policy-file': `${dir}/${POLICY_NAME}`,
    'audit-webhook-config-file': `${dir}/${KUBECONFIG_NAME}`,
    ...flags,
  };
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
export function besides(dir: string, where: string): readonly string[] {
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
