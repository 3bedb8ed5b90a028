import { AUDIT_STAGES, type AuditStage } from '../core/policy.ts';

/** An event's key is its audit ID's hash and its stage: the other stages of a request are found by the same hash. */
const STAGE_KEYS: readonly number[] = AUDIT_STAGES.map((_, stage) => Math.imul(stage + 1, 0x9e3779b1) >>> 0);

export function stageNumberOf(stage: string): number {
  return AUDIT_STAGES.indexOf(stage as AuditStage);
}

/** The lower half of an event's key; −1 as a stage is one that kube-apiserver does not know. */
export function keyOf(idLow: number, stage: number): number {
  return (idLow ^ (STAGE_KEYS[stage] ?? 0)) >>> 0;
}
