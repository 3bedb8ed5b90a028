import { AUDIT_STAGES, type AuditStage } from '../../core/policy.ts';

/** Stages as small numbers: places in AUDIT_STAGES, and one for what is none. */
export const STAGE_COUNT = AUDIT_STAGES.length;
export const NO_STAGE = 4;

export function stageNumber(stage: string): number {
  switch (stage) {
    case 'RequestReceived':
      return 0;
    case 'ResponseStarted':
      return 1;
    case 'ResponseComplete':
      return 2;
    case 'Panic':
      return 3;
    default:
      return NO_STAGE;
  }
}

export function stageOf(number: number): AuditStage {
  return AUDIT_STAGES[number] as AuditStage;
}

/** A set of stages as bits. */
export function stageBits(stages: readonly AuditStage[]): number {
  return stages.reduce((bits, stage) => bits | (1 << stageNumber(stage)), 0);
}
