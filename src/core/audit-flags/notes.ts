import type { GivenFlag, GivenFlags } from './given.ts';
import type { BackendValues, PlaceValues } from './table.ts';
import { isOn } from './values.ts';

const BACKENDS = ['webhook', 'log'] as const;

type Backends = Readonly<Record<(typeof BACKENDS)[number], BackendValues>>;

/** What kube-apiserver takes without a word and whoever set it should know. */
export function auditFlagNotes(given: GivenFlags, places: PlaceValues, backends: Backends): readonly string[] {
  return [
    ...given.flags.flatMap(deprecatedNote),
    ...placeNotes(places, backends),
    ...BACKENDS.flatMap((backend) => batchNotes(backend, backends[backend], given.flags)),
    ...othersNote(given.others),
  ];
}

function deprecatedNote({ name, writtenName }: GivenFlag): readonly string[] {
  if (name === writtenName) return [];
  return [`--${writtenName} is deprecated and still in force: its name is --${name} now`];
}

function placeNotes(places: PlaceValues, backends: Backends): readonly string[] {
  const on = BACKENDS.filter((backend) => isOn(places, backend));
  const notes: string[] = [];
  if (on.length > 0 && places.policyFile === '')
    notes.push('there is no --audit-policy-file: kube-apiserver records no events');
  if (on.length === 2 && on.every((backend) => backends[backend].mode === 'batch'))
    notes.push('both backends are in batch mode: kube-apiserver counts what their buffers drop in one number');
  return notes;
}

function batchNotes(
  backend: 'webhook' | 'log',
  { mode, maxBatchSize, maxBatchWaitMs }: BackendValues,
  given: readonly GivenFlag[],
): readonly string[] {
  const unused = given.filter(({ name }) => name.startsWith(`audit-${backend}-batch-`)).map(({ name }) => `--${name}`);
  if (mode !== 'batch')
    return unused.length === 0 ? [] : [`--audit-${backend}-mode is ${mode}, without effect: ${unused.join(', ')}`];
  if (maxBatchSize <= 1 || maxBatchWaitMs > 0) return [];
  return [
    `--audit-${backend}-batch-max-wait is not above 0: a batch of more than 1 event without a wait burns a whole core of kube-apiserver`,
  ];
}

function othersNote(others: readonly string[]): readonly string[] {
  if (others.length === 0) return [];
  const what = others.length === 1 ? `${others[0]} is` : `${others.length} other flags are`;
  return [`${what} not about auditing and passed over`];
}
