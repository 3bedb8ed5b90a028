import type { Problem } from '../../core/errors.ts';

/** A word of kube-apiserver's command line and where it stands in the file. */
export interface PlacedWord {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** What was found in a file. */
export interface FoundCommandLine {
  /** What kind of file it is: `kubeadm ClusterConfiguration (v1beta4)`. */
  readonly kind: string;
  /** Where in it the flags stand: `apiServer.extraArgs`. */
  readonly where: string;
  readonly words: readonly PlacedWord[];
  /** Such as `v1.34.4`, where the file names it. */
  readonly version: string | null;
  /** What the file leaves open. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}
