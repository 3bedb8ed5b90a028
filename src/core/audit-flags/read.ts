import type { AuditSettings } from '../settings.ts';
import { NEWEST_MINOR } from '../kubernetes-defaults.ts';
import { type FlagProblem, type GivenFlag, givenFlags } from './given.ts';
import { auditFlagNotes } from './notes.ts';
import { placeRefusals, valueRefusals } from './refusals.ts';
import {
  AUDIT_FLAGS,
  BACKEND_ROWS,
  type BackendValues,
  type FlagValue,
  type PlaceValues,
  readFlagValue,
} from './table.ts';
import { defaultPlaces, defaultValues, isOn, settingsOfValues } from './values.ts';

/** What a command line makes of auditing. */
export interface AuditConfiguration {
  readonly places: PlaceValues;
  /** What each backend would do; it works only where `places` names its file. */
  readonly webhook: AuditSettings;
  readonly log: AuditSettings;
}

export interface AuditFlagsRead {
  /** The audit flags that are set, by today's names, each once. */
  readonly flags: Readonly<Record<string, string>>;
  /** `null`: kube-apiserver would not start with these flags, see `problems`. */
  readonly configuration: AuditConfiguration | null;
  readonly problems: readonly FlagProblem[];
  /** What is no mistake and good to know. */
  readonly notes: readonly string[];
}

const WANTED = {
  'whole number': 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  duration: 'a duration such as "30s"',
  text: 'a text',
} as const;

/** Reads a command line as kube-apiserver of that minor version does, its refusals with it. */
export function readAuditFlags(words: readonly string[], kubernetesMinor = NEWEST_MINOR): AuditFlagsRead {
  const given = givenFlags(words);
  const problems = [...given.problems];
  const state: Record<'place' | 'webhook' | 'log', Record<string, FlagValue>> = {
    place: { ...defaultPlaces(kubernetesMinor) },
    webhook: { ...defaultValues('webhook') },
    log: { ...defaultValues('log') },
  };
  for (const { writtenName, value, target, word } of given.flags) {
    const read = readFlagValue(target.type, value);
    if (read === undefined)
      problems.push({ word, message: `--${writtenName} cannot be "${value}", expected ${WANTED[target.type]}` });
    else state[target.of][target.key] = read;
  }
  const places = state.place as unknown as PlaceValues;
  const backends = { webhook: state.webhook as unknown as BackendValues, log: state.log as unknown as BackendValues };
  if (problems.length === 0) problems.push(...refusalsOf(places, backends, given.flags));
  const webhook = settingsOfValues(backends.webhook);
  const log = settingsOfValues(backends.log);
  const valid = problems.length === 0 && webhook !== null && log !== null;
  return {
    flags: Object.fromEntries(given.flags.map(({ name, value }) => [name, value])),
    configuration: valid ? { places, webhook, log } : null,
    problems,
    notes: auditFlagNotes(given, places, backends),
  };
}

/** kube-apiserver judges only a backend whose file is named; flags that somebody shows us are judged in any case. */
function refusalsOf(
  places: PlaceValues,
  backends: Readonly<Record<'webhook' | 'log', BackendValues>>,
  given: readonly GivenFlag[],
): readonly FlagProblem[] {
  const wordOf = (name: string): number => given.findLast((flag) => flag.name === name)?.word ?? 0;
  const ofBackends = (['webhook', 'log'] as const).flatMap((backend) =>
    given.some(({ target }) => target.of === backend) || isOn(places, backend)
      ? valueRefusals(backends[backend]).map(({ key, value, rule }) => {
          const row = BACKEND_ROWS.find((entry) => entry.key === key);
          const name = `audit-${backend}-${row?.suffix ?? ''}`;
          return { word: wordOf(name), message: `--${name}: kube-apiserver refuses ${value}, ${rule}` };
        })
      : [],
  );
  const ofPlaces = placeRefusals(places).map(({ key, value, rule }) => {
    const name = [...AUDIT_FLAGS].find(([, target]) => target.key === key)?.[0] ?? key;
    return { word: wordOf(name), message: `--${name}: kube-apiserver refuses ${value}, ${rule}` };
  });
  return [...ofBackends, ...ofPlaces];
}
