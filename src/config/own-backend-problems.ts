import type { Problem } from '../core/errors.ts';
import type { AuditBackend } from '../core/settings.ts';
import { problemAt } from './problems.ts';
import type { ScenarioInput } from './scenario-schema.ts';
import type { YamlSource } from './yaml-document.ts';

const FORWARD_HINT = 'with receiver.forward every event is seen';

/** What cannot be had with a backend of the user's, or has no meaning beside it. */
export function ownBackendProblems(
  { receiver, tune }: ScenarioInput,
  backend: AuditBackend,
  source: YamlSource,
): readonly Problem[] {
  const via = receiver.forward === undefined ? 'external' : 'forward';
  if (receiver[via] === undefined) return [];
  const problems: Problem[] = [];
  const refuse = (path: readonly string[], sentence: string, hint?: string): void => {
    problems.push(problemAt(source, [...path], sentence, hint));
  };
  if (backend === 'log') refuse(['receiver', via], 'takes POSTs of a webhook, and the backend measured is the log');
  if (via === 'forward') return problems;
  const own = givenKeys(source, 'receiver').filter((key) => key !== 'external' && key !== 'forward');
  for (const key of own)
    refuse(['receiver', key], "is of audit-bench's receiver, which receiver.external goes past", FORWARD_HINT);
  const objectives = givenKeys(source, 'objectives');
  for (const key of ['missing', 'deliveryLagP99'].filter((name) => objectives.includes(name)))
    refuse(['objectives', key], 'cannot be known with receiver.external: nobody sees what arrives', FORWARD_HINT);
  if (tune !== undefined)
    refuse(['tune'], 'needs to see every event, and with receiver.external nobody does', FORWARD_HINT);
  return problems;
}

/** Keys of a part of the scenario that the file has. */
export function givenKeys({ value }: YamlSource, part: string): readonly string[] {
  const given = (value as Readonly<Record<string, unknown>>)[part];
  return typeof given === 'object' && given !== null ? Object.keys(given) : [];
}
