import type { FlagValues } from './flags.ts';
import type { SettingsDocument } from './settings-document.ts';

export type Binding = 'throttle' | 'buffer' | 'batch' | 'receiver';

/** The settings that lose nothing, what they cost and how it was proved. */
export interface Recommendation {
  /** `null`: nothing holds, or nothing could be proved; `sentences` say why. */
  readonly settings: SettingsDocument | null;
  readonly flags: FlagValues;
  /** The settings are the current ones: nothing has to change. */
  readonly kept: boolean;
  /** The settings in use, or Kubernetes' defaults, judged by the model; `null`: the load could not be measured. */
  readonly current: CurrentJudgement | null;
  /** Flags that differ from the current settings. */
  readonly changes: readonly { readonly flag: string; readonly from: string | null; readonly to: string | null }[];
  /** B*: the smallest buffer that would do at the headroom, of these batches and this throttle. */
  readonly smallestBuffer: number | null;
  /** Loss over multiples of the load; `null`: the load could not be measured. */
  readonly curve: HeadroomCurve | null;
  /** With one of N API servers away, at the headroom; `null`: there is only one. */
  readonly apiserverAway: { readonly loadMultiple: number; readonly holds: boolean } | null;
  readonly headroom: number;
  readonly verified: boolean;
  /** Ids of the trials it rests on. */
  readonly verifiedBy: readonly string[];
  readonly tighterThan: TighterSettings | null;
  /** The multiple of the load at which the first event is lost; `null`: not below the largest tried. */
  readonly firstLossAtLoadMultiple: number | null;
  /** What says so: the model on the load as it came, with its bursts all at once, or the ceiling S · Q. */
  readonly firstLossBy: 'as it came' | 'at once' | 'ceiling' | null;
  readonly costs: RecommendationCosts | null;
  readonly binding: Binding | null;
  readonly alternatives: readonly Alternative[];
  readonly docsRule: { readonly settings: SettingsDocument; readonly predictedLossRatio: number } | null;
  readonly defaults: { readonly predictedLossRatio: number; readonly measuredLossRatio: number | null } | null;
  readonly uncertainty: Uncertainty | null;
  /** What the reader must know before using the flags. */
  readonly caveats: readonly string[];
  /** Plain sentences, the most important first. */
  readonly sentences: readonly string[];
  /** The sentences behind the first by what they are about; absent in older runs. */
  readonly groups?: readonly SentenceGroup[];
  /** Settings for each API server where the measured skew asks for it. */
  readonly perInstance: readonly { readonly name: string; readonly settings: SettingsDocument }[];
  /** Pairs (settings, load) measured on the way (the scenario's own variants apart), and what the full grid would have taken. */
  readonly effort: SearchEffort | null;
}

/** Sentences that are about one thing. */
export interface SentenceGroup {
  readonly name: 'proof' | 'cost' | 'receiver away' | 'compared with';
  readonly sentences: readonly string[];
}

/** What the model says of the settings in use. */
export interface CurrentJudgement {
  /** `Kubernetes' defaults`, `your flags`, a file's name. */
  readonly label: string;
  readonly isDefaults: boolean;
  readonly settings: SettingsDocument;
  readonly holds: boolean;
  readonly lossRatioAtLoad: number;
  readonly lossRatioAtHeadroom: number;
  /** In a trial at the headroom; `null`: not measured. */
  readonly measuredLossRatio: number | null;
  readonly firstLossAtLoadMultiple: number | null;
  /** Limits of the scenario that they break; `actual` `null`: nothing bounds it. */
  readonly breaks: readonly { readonly limit: string; readonly max: number; readonly actual: number | null }[];
}

/** Loss by the model over multiples of the load, and what was measured. */
export interface HeadroomCurve {
  readonly multiples: readonly number[];
  readonly lines: readonly {
    readonly name: 'current' | 'recommended' | 'defaults' | 'docsRule';
    readonly settings: SettingsDocument;
    /** One for each multiple. */
    readonly lossRatios: readonly number[];
  }[];
  /** Trusted trials without an outage of the receiver. */
  readonly measured: readonly {
    readonly trialId: string;
    readonly multiple: number;
    readonly lossRatio: number;
    /** A line's name, or the trial's. */
    readonly name: string;
  }[];
}

export interface SearchEffort {
  readonly pairsMeasured: number;
  readonly trialsMeasured: number;
  readonly combinationsSearched: number;
  readonly gridSize: number;
  readonly wallMs: number;
  readonly gridWallMs: number;
}

export interface TighterSettings {
  readonly settings: SettingsDocument;
  readonly lossRatio: number | null;
  readonly trialId: string | null;
  /** What was made tighter and by how much: `bufferSize 4,000 → 3,200`. */
  readonly gap: string;
}

/** What is about a receiver is 0 for a log, which has none, and a time that there is not is `null`. */
export interface RecommendationCosts {
  readonly bufferBytes: number;
  /** Under the load with headroom, of the busiest API server. */
  readonly receiverRequestsPerSecond: number;
  /** N · throttle-qps: of all API servers together, under any load; `null`: nothing bounds it. */
  readonly receiverRequestsPerSecondMost: number | null;
  readonly receiverConcurrency: number;
  /** With the throttle's burst of all API servers, under any load; `null`: nothing bounds it. */
  readonly receiverConcurrencyMost: number | null;
  readonly bodyBytesP99: number;
  /** A full batch of the largest event that was seen, or that truncation lets through. */
  readonly bodyBytesMost: number;
  readonly lagP99Ms: number;
  readonly shutdownDrainMs: number;
  /** At the longest, where batches are in retry at SIGTERM: the receiver refuses, or hangs. */
  readonly shutdownInRetryMs: { readonly refusing: number; readonly hanging: number } | null;
  /** At the shortest, from a batch's first POST until it is given up and lost. */
  readonly giveUpAfterMs: { readonly refusing: number; readonly hanging: number } | null;
  /** Worst case with a dead receiver: C · give-up time · bytes, whatever the load. */
  readonly deadReceiverBytes: number;
  /** The same at the busiest second's rate of this load, where that is below C. */
  readonly deadReceiverAtLoadBytes: number;
  /** Until the first loss if the busiest second's rate lasted; `null`: it could last for ever. */
  readonly overflowAfterMs: number | null;
  /** From the last event of the load to an empty buffer. */
  readonly recoverMs: number | null;
}

export interface Alternative {
  readonly settings: SettingsDocument;
  readonly costs: RecommendationCosts;
  /** What it is better at, by the model: `at most half the lag, for more memory or more requests`. */
  readonly why: string;
}

/** Of the trials at headroom only: runs under a smaller load say less. */
export interface Uncertainty {
  readonly runs: number;
  readonly losses: number;
  /** 1 − 0.05^(1/n): the largest probability of a losing run that n runs without loss still allow at 95 %. */
  readonly lossProbabilityUpper95: number;
  /** Smallest free space of the buffer in each repeat at headroom, by the model of what arrived, events. */
  readonly minFreeBuffer: readonly number[];
}
