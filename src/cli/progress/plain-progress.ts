import { epochMs } from '../../platform/clock.ts';
import { cleanText } from '../terminal.ts';
import type { RunProgress } from './run-progress.ts';
import type { RunView } from './run-view.ts';

/** A log that is read later is not flooded, and a CI job that says nothing for long is killed. */
const EVERY_MS = 10_000;

/** A line with the time for each step, and one with the numbers every 10 s. */
export function plainProgress(stream: NodeJS.WritableStream, view: RunView, nowMs = epochMs): RunProgress {
  let lastMs = 0;
  const line = (text: string): void => {
    lastMs = nowMs();
    stream.write(`${timeOf(lastMs)}  ${cleanText(text)}\n`);
  };
  return {
    trial: (id) => view.trial(id, nowMs()),
    step(text) {
      view.step(text);
      line(view.head);
    },
    status(status) {
      view.status(status);
      const now = nowMs();
      if (now - lastMs >= EVERY_MS) line([view.head, ...view.numbers(now)].join(' · '));
    },
    note: line,
    stop: () => {},
  };
}

/** `14:50:02`, UTC as all times in results. */
function timeOf(epoch: number): string {
  return new Date(epoch).toISOString().slice(11, 19);
}
