import { epochMs } from '../../platform/clock.ts';
import type { RunProgress } from './run-progress.ts';
import type { RunView } from './run-view.ts';

/** Numbers once a second are enough for whoever draws them. */
const EVERY_MS = 1000;

/** `{"time":…,"kind":"step"|"status"|"note",…}` a line. */
export function jsonProgress(stream: NodeJS.WritableStream, view: RunView, nowMs = epochMs): RunProgress {
  let lastMs = 0;
  const line = (kind: string, fields: object): void => {
    stream.write(`${JSON.stringify({ time: new Date(nowMs()).toISOString(), kind, ...fields })}\n`);
  };
  return {
    trial: (id) => view.trial(id, nowMs()),
    step(text) {
      view.step(text);
      line('step', view.fields);
    },
    status(status) {
      view.status(status);
      const now = nowMs();
      if (now - lastMs < EVERY_MS) return;
      lastMs = now;
      line('status', { ...view.fields, runLeftMs: view.leftMs(now) });
    },
    note: (text) => line('note', { text }),
    stop: () => {},
  };
}
