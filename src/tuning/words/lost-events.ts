import type { GraveKind, LostEvents, NamedCount } from '../../core/lost-events.ts';
import { GRAVE_KINDS } from '../../core/lost-events.ts';
import { namedCounts } from '../../core/named-counts.ts';
import { formatCount } from '../../core/units.ts';

const GRAVE: Readonly<Record<GraveKind, string>> = {
  secretReads: 'reads of secrets',
  rbacChanges: 'changes of RBAC',
  exec: 'exec, attach, port-forward',
  denied: 'answers 401 and 403',
};

/** What would be lost, the grave first. */
export function lostEventLines({ grave, byVerb, byResource, byUser, byDecision }: LostEvents): readonly string[] {
  return [
    'What would be lost:',
    ...GRAVE_KINDS.map((kind) => {
      const { events, users } = grave[kind];
      return row(GRAVE[kind], `${formatCount(events)}${events === 0 ? '' : ` (${counts(users, 'nobody known')})`}`);
    }),
    row('by verb', counts(byVerb, 'not known')),
    row('by resource', counts(byResource, 'no resource')),
    row('by user', counts(byUser, 'nobody known')),
    row('by decision', counts(byDecision, 'not decided')),
  ];
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(28)}${text}`;
}

function counts(entries: readonly NamedCount[], nameless: string): string {
  return namedCounts(entries, nameless, formatCount);
}
