/** What a trial is judged by; the unit of each maximum is part of its meaning. */
export const OBJECTIVES = {
  lossRatio: 'ratio',
  missing: 'count',
  deliveryLagP99: 'ms',
  requestLatencyP99: 'ms',
  apiserverMemory: 'bytes',
  shipperLost: 'count',
  shipperLagP99: 'ms',
} as const;

export type ObjectiveName = keyof typeof OBJECTIVES;
