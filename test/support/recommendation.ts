import type { Recommendation, RecommendationCosts } from '../../src/core/recommendation.ts';
import type { SettingsDocument } from '../../src/core/result.ts';
import { unproved } from '../../src/tuning/recommend.ts';
import { tuneSpec } from './model-cluster.ts';

/** A recommendation made by hand; nothing in it was measured. */
export const SETTINGS: SettingsDocument = {
  mode: 'batch',
  bufferSize: 2000,
  maxBatchSize: 10,
  maxBatchWait: '200ms',
  throttleEnable: true,
  throttleQps: 50,
  throttleBurst: 60,
  initialBackoff: '200ms',
};
export const COSTS: RecommendationCosts = {
  bufferBytes: 3 * 2 ** 20,
  receiverRequestsPerSecond: 50,
  receiverRequestsPerSecondMost: 50,
  receiverConcurrency: 2,
  receiverConcurrencyMost: 61,
  bodyBytesP99: 10 * 2 ** 10,
  bodyBytesMost: 12 * 2 ** 10,
  lagP99Ms: 210,
  shutdownDrainMs: 4000,
  shutdownInRetryMs: { refusing: 1950, hanging: 151_950 },
  giveUpAfterMs: { refusing: 1625, hanging: 151_625 },
  deadReceiverBytes: 2 ** 30,
  deadReceiverAtLoadBytes: 2 ** 29,
  overflowAfterMs: null,
  recoverMs: 0,
};
export const RECOMMENDATION: Recommendation = {
  ...unproved(tuneSpec(), 'made by hand', []),
  settings: SETTINGS,
  flags: { 'audit-webhook-mode': 'batch' },
  verified: true,
  costs: COSTS,
  current: {
    label: "Kubernetes' defaults",
    isDefaults: true,
    settings: SETTINGS,
    holds: false,
    lossRatioAtLoad: 0.1,
    lossRatioAtHeadroom: 0.3,
    measuredLossRatio: 0.25,
    firstLossAtLoadMultiple: 0.9,
    breaks: [],
  },
  curve: {
    multiples: [0.5, 1, 1.5, 2, 4],
    lines: [
      { name: 'current', settings: SETTINGS, lossRatios: [0, 0.1, 0.3, 0.5, 0.7] },
      { name: 'recommended', settings: SETTINGS, lossRatios: [0, 0, 0, 0, 0.4] },
      { name: 'docsRule', settings: SETTINGS, lossRatios: [0.2, 0.4, 0.6, 0.7, 0.8] },
    ],
    measured: [
      { trialId: 'defaults-1.5x-1', multiple: 1.5, lossRatio: 0.25, name: 'current' },
      { trialId: 'tighter-1.5x-1', multiple: 1.5, lossRatio: 0.2, name: 'tighter' },
    ],
  },
  sentences: ['Do this.'],
};
