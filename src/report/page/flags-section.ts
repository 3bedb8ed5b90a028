import { type FlagValues, settingsToFlags } from '../../core/flags.ts';
import { kubernetesDefaults } from '../../core/kubernetes-defaults.ts';
import type { RunResult } from '../../core/result.ts';
import { type SettingsDocument, settingsFromDocument } from '../../core/settings-document.ts';
import type { AuditBackend } from '../../core/settings.ts';
import { backendOf } from '../formats/deployment.ts';
import { formatTabs } from './format-tabs.ts';
import { type Html, html } from './html.ts';
import { numbers, table, words } from './table.ts';

/** The flags: what is set, what Kubernetes sets, what is recommended and what was too tight; then ready to paste. */
export function flagsSection(result: RunResult): Html | null {
  const { recommendation, inputs } = result;
  if (recommendation === null || recommendation.settings === null) return null;
  const { settings, flags, current, kept, tighterThan } = recommendation;
  const backend = backendOf(flags);
  const of = (document: SettingsDocument | undefined): FlagValues | null =>
    document === undefined ? null : settingsToFlags(settingsFromDocument(document), backend);
  const currentFlags = of(current?.settings);
  const columns = [
    { head: current === null || current.isDefaults ? 'current' : `current: ${current.label}`, values: currentFlags },
    { head: 'defaults', values: settingsToFlags(kubernetesDefaults(backend), backend) },
    { head: kept ? 'kept' : 'recommended', values: of(settings) },
    { head: 'tighter (lost)', values: of(tighterThan?.settings) },
  ].filter(({ values, head }) => values !== null && !(head === 'current' && current?.isDefaults === true));
  const rows = [...new Set(columns.flatMap(({ values }) => Object.keys(values ?? {})))];
  // Beside what is set now; without that beside the defaults.
  const base = columns[0]?.values ?? {};
  const cell = (values: FlagValues | null, flag: string) => {
    const value = values?.[flag] ?? '–';
    const changed = values !== base && value !== (base[flag] ?? '–');
    return { shown: changed ? html`<mark>${value}</mark>` : value, look: '' };
  };
  return html`<section id="flags"><h2>Flags</h2>
${table({
  label: 'flags of kube-apiserver',
  columns: [words('flag'), ...columns.map(({ head }) => numbers(head))],
  rows: rows.map((flag) => [
    { shown: html`<code>${shortFlag(flag, backend)}</code>`, look: 'flag' },
    ...columns.map(({ values }) => cell(values, flag)),
  ]),
})}
<p class="soft">Each begins with <code>--audit-${backend}-</code>. <mark>Marked</mark>: differs from ${columns[0]?.head ?? 'the first column'}.</p>
${formatTabs({ flags, policyText: inputs.policyText })}</section>`;
}

function shortFlag(flag: string, backend: AuditBackend): string {
  return flag.replace(`audit-${backend}-`, '');
}
