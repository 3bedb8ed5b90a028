import { stringify } from 'yaml';
import { scriptWords } from '../core/audit-flags/command-line.ts';
import { readAuditFlags } from '../core/audit-flags/read.ts';
import { type FlagValues, settingsToFlags } from '../core/flags.ts';
import { logFlags } from '../core/log.ts';
import { AUDIT_BACKENDS, type AuditBackend } from '../core/settings.ts';
import type { AuditRoute, AuditTarget, BackendSettings, LogTarget, WebhookTarget } from '../core/target.ts';

/** What an API server needs to audit to a sink: two files and the flags that name them. */
export interface AuditFiles {
  /** File name → text. */
  readonly files: Readonly<Record<string, string>>;
  readonly flags: FlagValues;
}

export const POLICY_FILE = 'policy.yaml';
export const KUBECONFIG_FILE = 'webhook.kubeconfig';

/** `dir`: where the API server of that name sees the files. */
export function auditFiles(
  route: AuditRoute,
  settings: BackendSettings,
  { dir, instance }: { readonly dir: string; readonly instance: string },
): AuditFiles {
  const targets = Object.values(route.targets).filter(({ backend }) => settings[backend] !== undefined);
  const kubeconfigs = targets.flatMap((target) =>
    target.backend === 'webhook' ? [[KUBECONFIG_FILE, webhookKubeconfig(target)]] : [],
  );
  return {
    files: { [POLICY_FILE]: route.policyText, ...Object.fromEntries(kubeconfigs) },
    flags:
      targets.length === 0
        ? {}
        : { ...policyFlag(dir), ...targetFlags(targets, dir, instance), ...settingsFlags(settings) },
  };
}

/** The names of the audit flags that a run with these settings sets, before there is a target. */
export function plannedFlags(settings: BackendSettings): readonly string[] {
  const places = AUDIT_BACKENDS.filter((backend) => settings[backend] !== undefined).map(
    (backend) => PLACE_FLAGS[backend],
  );
  return ['audit-policy-file', ...places, ...Object.keys(settingsFlags(settings))];
}

/** The flag that switches a backend on. */
const PLACE_FLAGS: Readonly<Record<AuditBackend, string>> = {
  webhook: 'audit-webhook-config-file',
  log: 'audit-log-path',
};

function settingsFlags(settings: BackendSettings): FlagValues {
  return Object.assign(
    {},
    ...AUDIT_BACKENDS.map((backend) => {
      const own = settings[backend];
      return own === undefined ? {} : settingsToFlags(own, backend);
    }),
  ) as FlagValues;
}

function policyFlag(dir: string): FlagValues {
  return { 'audit-policy-file': `${dir}/${POLICY_FILE}` };
}

function targetFlags(targets: readonly AuditTarget[], dir: string, instance: string): FlagValues {
  return Object.assign(
    {},
    ...targets.map((target) =>
      target.backend === 'log'
        ? { [PLACE_FLAGS.log]: logPathOf(target, instance), ...logFlags(target.spec) }
        : { [PLACE_FLAGS.webhook]: `${dir}/${KUBECONFIG_FILE}` },
    ),
  ) as FlagValues;
}

/** As the API server names it. */
function logPathOf({ folders, fileName }: LogTarget, instance: string): string {
  const folder = folders.find((candidate) => candidate.instance === instance);
  if (folder === undefined) throw new Error(`no folder for the log of ${instance}`);
  return `${folder.there}/${fileName}`;
}

/** The kubeconfig of the audit webhook; the client's certificate stands in it, for only this folder is mounted. */
export function webhookKubeconfig(target: WebhookTarget): string {
  const data = (key: string, pem: string | null): Readonly<Record<string, string>> =>
    pem === null ? {} : { [`${key}-data`]: Buffer.from(pem).toString('base64') };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'audit-bench', cluster: { server: target.url, ...data('certificate-authority', target.caPem) } },
    ],
    users: [
      {
        name: 'kube-apiserver',
        user: {
          ...data('client-certificate', target.clientCertificatePem),
          ...data('client-key', target.clientKeyPem),
        },
      },
    ],
    contexts: [{ name: 'webhook', context: { cluster: 'audit-bench', user: 'kube-apiserver' } }],
    'current-context': 'webhook',
  });
}

/** The audit flags of a running process's command line, by name without dashes. */
export function auditFlagsOf(commandLine: readonly string[]): FlagValues {
  return readAuditFlags(commandLine.flatMap(scriptWords)).flags;
}

/** Flags that were meant and are not there as meant: `audit-webhook-mode: wanted batch, has blocking`. */
export function flagDifferences(wanted: FlagValues, running: FlagValues): readonly string[] {
  return Object.entries(wanted).flatMap(([name, value]) =>
    running[name] === value ? [] : [`${name}: wanted ${value}, has ${running[name] ?? 'nothing'}`],
  );
}
