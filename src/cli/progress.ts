import ora from 'ora';
import type { Progress, ProgressStatus } from '../core/scope.ts';
import { formatCount } from '../core/units.ts';
import { cleanText } from './terminal.ts';

/** A live line on a terminal; a plain line for each step elsewhere. All of it goes to stderr. */
export interface RunProgress extends Progress {
  stop(): void;
}

export function makeProgress(stream: NodeJS.WriteStream): RunProgress {
  return stream.isTTY ? liveProgress(stream) : plainProgress(stream);
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

function liveProgress(stream: NodeJS.WriteStream): RunProgress {
  const spinner = ora({ stream, discardStdin: false });
  let step = '';
  return {
    step(text) {
      step = cleanText(text);
      if (!spinner.isSpinning) spinner.start();
      spinner.text = step;
    },
    status(status) {
      spinner.text = [step, describe(status)].filter((part) => part !== '').join('  ');
    },
    note(text) {
      spinner.clear();
      stream.write(`${cleanText(text)}\n`);
    },
    stop() {
      spinner.stop();
    },
  };
}

function plainProgress(stream: NodeJS.WriteStream): RunProgress {
  return {
    step: (text) => void stream.write(`${cleanText(text)}\n`),
    status: () => {},
    note: (text) => void stream.write(`${cleanText(text)}\n`),
    stop: () => {},
  };
}

function describe({ leftMs, requestsPerSecond, eventsPerSecond, dropped }: ProgressStatus): string {
  const parts = [
    leftMs === null ? '' : `${Math.ceil(leftMs / 1000)} s left`,
    requestsPerSecond === null ? '' : `${formatCount(requestsPerSecond)} req/s`,
    eventsPerSecond === null ? '' : `${formatCount(eventsPerSecond)} events/s`,
    dropped === null ? '' : `${formatCount(dropped)} dropped`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
