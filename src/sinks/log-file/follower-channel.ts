import type { LogFormat } from '../../core/log.ts';
import type { SinkCounters } from '../sink.ts';
import type { FollowedFile } from './log-reader.ts';

/** What it says unasked. */
export interface FollowerEvents {
  /** The logs cannot be read any more, or what was read cannot be written down; and why. */
  readonly broken: string;
}

/** What the sink may ask of the process that follows the logs. */
export interface FollowerCalls {
  start(options: { readonly files: readonly FollowedFile[]; readonly format: LogFormat }): void;
  recordTo(file: string | null): void;
  mark(atMs: number): void;
  counters(): SinkCounters;
  flush(): void;
}
