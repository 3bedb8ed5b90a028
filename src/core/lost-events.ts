/** Events that settings would lose, by what they are about; each table with the most first. */
export interface LostEvents {
  readonly events: number;
  /** What an investigation asks for first. */
  readonly grave: Readonly<Record<GraveKind, GraveLoss>>;
  readonly byVerb: readonly NamedCount[];
  /** `pods/exec`, `deployments.apps`; '' for what is about no resource. */
  readonly byResource: readonly NamedCount[];
  readonly byUser: readonly NamedCount[];
  /** `allow`, `forbid`; '' for events that came before the decision. */
  readonly byDecision: readonly NamedCount[];
}

export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

export const GRAVE_KINDS = ['secretReads', 'rbacChanges', 'exec', 'denied'] as const;
export type GraveKind = (typeof GRAVE_KINDS)[number];

export interface GraveLoss {
  readonly events: number;
  /** Users with the most of them. */
  readonly users: readonly NamedCount[];
}
