import { stringify } from 'yaml';
import { readAuditFlags } from '../core/audit-flags/read.ts';
import { type FlagValues, settingsToFlags } from '../core/flags.ts';
import type { AuditRoute, WebhookTarget } from '../core/route.ts';
import type { AuditSettings } from '../core/settings.ts';

/** What an API server needs to audit to a sink: two files and the flags that name them. */
export interface AuditFiles {
  /** File name → text. */
  readonly files: Readonly<Record<string, string>>;
  readonly flags: FlagValues;
}

export const POLICY_FILE = 'policy.yaml';
export const KUBECONFIG_FILE = 'webhook.kubeconfig';

/** `dir`: where the API server sees the files. */
export function auditFiles(route: AuditRoute, settings: AuditSettings, dir: string): AuditFiles {
  return {
    files: { [POLICY_FILE]: route.policyText, [KUBECONFIG_FILE]: webhookKubeconfig(route.target) },
    flags: auditFlags(settings, dir),
  };
}

/** Every audit flag that these settings set. */
export function auditFlags(settings: AuditSettings, dir: string): FlagValues {
  return {
    'audit-policy-file': `${dir}/${POLICY_FILE}`,
    'audit-webhook-config-file': `${dir}/${KUBECONFIG_FILE}`,
    ...settingsToFlags(settings, 'webhook'),
  };
}

/** The kubeconfig of the audit webhook; the client's certificate stands in it, for only this folder is mounted. */
export function webhookKubeconfig(target: WebhookTarget): string {
  const base64 = (pem: string): string => Buffer.from(pem).toString('base64');
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'audit-bench', cluster: { server: target.url, 'certificate-authority-data': base64(target.caPem) } },
    ],
    users: [
      {
        name: 'kube-apiserver',
        user: {
          'client-certificate-data': base64(target.clientCertificatePem),
          'client-key-data': base64(target.clientKeyPem),
        },
      },
    ],
    contexts: [{ name: 'webhook', context: { cluster: 'audit-bench', user: 'kube-apiserver' } }],
    'current-context': 'webhook',
  });
}

/** The audit flags of a running process's command line, by name without dashes. */
export function auditFlagsOf(commandLine: readonly string[]): FlagValues {
  return readAuditFlags(commandLine).flags;
}

/** Flags that were meant and are not there as meant: `audit-webhook-mode: wanted batch, has blocking`. */
export function flagDifferences(wanted: FlagValues, running: FlagValues): readonly string[] {
  return Object.entries(wanted).flatMap(([name, value]) =>
    running[name] === value ? [] : [`${name}: wanted ${value}, has ${running[name] ?? 'nothing'}`],
  );
}
