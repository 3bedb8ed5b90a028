import type { FlagValues } from './flags.ts';
import type { Binding, SettingsDocument } from './result.ts';

/** The settings that lose nothing, what they cost and how it was proved. */
export interface Recommendation {
  /** `null`: nothing fits, or nothing could be proved; `sentences` say why. */
  readonly settings: SettingsDocument | null;
  readonly flags: FlagValues;
  readonly headroom: number;
  readonly verified: boolean;
  /** Ids of the trials it rests on. */
  readonly verifiedBy: readonly string[];
  readonly tighterThan: TighterSettings | null;
  /** The multiple of the load at which the model loses the first event; `null`: not below the largest tried. */
  readonly firstLossAtLoadMultiple: number | null;
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
  /** Settings for each API server where the measured skew asks for it. */
  readonly perInstance: readonly { readonly name: string; readonly settings: SettingsDocument }[];
  /** Pairs (settings, load) measured on the way (the scenario's own variants apart), and what the full grid would have taken. */
  readonly effort: SearchEffort | null;
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

export interface RecommendationCosts {
  readonly bufferBytes: number;
  readonly receiverRequestsPerSecond: number;
  readonly receiverConcurrency: number;
  readonly bodyBytesP99: number;
  readonly lagP99Ms: number;
  readonly shutdownDrainMs: number;
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
