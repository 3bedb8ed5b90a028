import { kubernetesDefaults, WEBHOOK_DEFAULTS } from './kubernetes-defaults.ts';
import type { AuditBackend, AuditSettings, BatchSettings } from './settings.ts';

/** Settings that a project ships or somebody runs, with where that can be read. */
export interface SettingsPreset {
  readonly backend: AuditBackend | 'either';
  readonly settings: (backend: AuditBackend) => AuditSettings;
  readonly what: string;
  /** Repository and path, as read when the preset was written. */
  readonly source: string;
}

export const PRESET_NAMES = [
  'kubernetes-defaults',
  'kubespray',
  'gardener',
  'zalando',
  'falco',
  'rke2',
  'talos',
] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

function webhook(changes: Partial<BatchSettings>): SettingsPreset['settings'] {
  return () => ({ ...WEBHOOK_DEFAULTS, ...changes });
}

export const SETTINGS_PRESETS: Readonly<Record<PresetName, SettingsPreset>> = {
  'kubernetes-defaults': {
    backend: 'either',
    settings: kubernetesDefaults,
    what: "Kubernetes' own defaults",
    source: 'kubernetes/apiserver pkg/server/options/audit.go at v0.36.3',
  },
  kubespray: {
    backend: 'webhook',
    settings: webhook({ maxBatchSize: 100, maxBatchWaitMs: 1000 }),
    what: 'what Kubespray sets with its webhook; buffer and throttle are left to Kubernetes',
    source:
      'kubespray roles/kubernetes/control-plane/defaults/main/main.yml and templates/kubeadm-config.v1beta4.yaml.j2',
  },
  gardener: {
    backend: 'webhook',
    settings: webhook({
      maxBatchSize: 10,
      throttleQps: 300,
      truncate: { maxEventSizeBytes: 1_000_000, maxBatchSizeBytes: 10_000_000 },
    }),
    what: "Gardener's extension for auditing: small batches, often; events of 1 MB at most",
    source: 'gardener/gardener-extension-auditing pkg/webhook/apiserver/common.go',
  },
  zalando: {
    backend: 'webhook',
    settings: webhook({ maxBatchSize: 250 }),
    what: 'batches of 250, lowered because batches of 400 timed out and were retried whole',
    source: 'zalando-incubator/kubernetes-on-aws cluster/config-defaults.yaml and pull request 6199',
  },
  falco: {
    backend: 'webhook',
    settings: webhook({
      maxBatchSize: 500,
      initialBackoffMs: 600_000,
      truncate: { maxEventSizeBytes: 100 * 1024, maxBatchSizeBytes: 10 * 1024 * 1024 },
    }),
    what: 'an Ansible role that feeds Falco: batches of 500, ten minutes before the first retry',
    source: 'README of the Ansible role mikejonesey.kubernetes',
  },
  rke2: {
    backend: 'log',
    settings: () => kubernetesDefaults('log'),
    what: "RKE2's CIS profile writes a log (maxage 30, maxbackup 10, maxsize 100), and with its policy of level None no events until that is edited",
    source: "RKE2's hardening guide",
  },
  talos: {
    backend: 'webhook',
    settings: webhook({ maxBatchSize: 100, maxBatchWaitMs: 5000 }),
    what: 'what guides for Talos set with a webhook',
    source: 'guides for Talos Linux; Talos itself sets no webhook',
  },
};

/** `null`: the preset is of another backend. */
export function presetSettings(name: PresetName, backend: AuditBackend): AuditSettings | null {
  const { backend: own, settings } = SETTINGS_PRESETS[name];
  return own === 'either' || own === backend ? settings(backend) : null;
}
