import type { Progress } from '../../core/scope.ts';
import { jsonProgress } from './json-progress.ts';
import { liveProgress } from './live-progress.ts';
import { plainProgress } from './plain-progress.ts';
import { RunView } from './run-view.ts';

/** Progress that holds the terminal until it is stopped. All of it goes to stderr. */
export interface RunProgress extends Progress {
  stop(): void;
}

/** What is told of a run while it runs. */
export interface Telling {
  /** Errors alone. */
  readonly quiet: boolean;
  /** A JSON object a line, for programs that collect logs. */
  readonly logFormat: 'text' | 'json';
}

/** What a run will take, by its estimate; `null`: it is no run, and nothing is known before. */
export interface Plan {
  readonly trials: number;
  readonly durationMs: number;
}

/** Two lines that are redrawn on a terminal; lines with a time elsewhere. */
export function makeProgress(
  stream: NodeJS.WriteStream,
  { quiet, logFormat }: Telling,
  plan: Plan | null = null,
): RunProgress {
  if (quiet) return { trial: () => {}, step: () => {}, status: () => {}, note: () => {}, stop: () => {} };
  const view = new RunView(plan);
  if (logFormat === 'json') return jsonProgress(stream, view);
  return stream.isTTY ? liveProgress(stream, view) : plainProgress(stream, view);
}

/** Tells these before the first step, so that what keeps a run from starting stands alone; `null`: nothing to tell. */
export function tellingFirst(progress: RunProgress, told: readonly (string | null)[]): RunProgress {
  const waiting = told.filter((text) => text !== null);
  return {
    ...progress,
    step(text) {
      for (const note of waiting.splice(0)) progress.note(note);
      progress.step(text);
    },
  };
}
