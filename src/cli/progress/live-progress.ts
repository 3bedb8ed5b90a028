import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import pc from 'picocolors';
import { epochMs, every } from '../../platform/clock.ts';
import { cleanText, sentence } from '../terminal.ts';
import type { RunProgress } from './run-progress.ts';
import type { RunView } from './run-view.ts';

const REDRAW_MS = 250;
/** Steps of the bar. */
const BAR_TOTAL = 1000;
/** Cells of the bar, by columns of the terminal: the numbers must have room beside it. */
const barSize = (columns: number): number => (columns < 100 ? 12 : 30);

/** Two lines at the foot of the terminal, redrawn: which trial and step; how far the run is, with its numbers. */
export function liveProgress(stream: NodeJS.WriteStream, view: RunView): RunProgress {
  const bars = new MultiBar(
    {
      stream,
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
      barsize: barSize(stream.columns),
      fps: 10,
      emptyOnZero: true,
      autopadding: false,
    },
    { ...Presets.shades_grey, format: '{text}' },
  );
  let shown: { readonly head: SingleBar; readonly foot: SingleBar } | null = null;
  const redraw = (): void => {
    const now = epochMs();
    const numbers = cleanText(view.numbers(now).join(' · '));
    const share = view.share(now);
    shown ??= {
      head: bars.create(1, 0, { text: '' }, { format: '{text}' }),
      foot: bars.create(
        BAR_TOTAL,
        0,
        { text: '' },
        { format: share === null ? '{text}' : '{bar} {percentage} %  {text}' },
      ),
    };
    shown.head.update(0, { text: pc.bold(cleanText(view.head)) });
    shown.foot.update(Math.floor((share ?? 0) * BAR_TOTAL), { text: numbers });
  };
  // Left at once, the terminal gets its cursor and its line breaks back all the same.
  const giveBack = (): void => bars.stop();
  process.once('exit', giveBack);
  const stopRedraw = every(REDRAW_MS, () => {
    if (shown !== null) redraw();
  });
  return {
    trial: (id) => view.trial(id, epochMs()),
    step(text) {
      view.step(text);
      redraw();
    },
    status(status) {
      view.status(status);
    },
    note(text) {
      const lines = `${sentence(cleanText(text), stream.columns)}\n`;
      if (shown === null) stream.write(lines);
      else bars.log(lines);
    },
    stop() {
      stopRedraw();
      bars.stop();
      process.off('exit', giveBack);
    },
  };
}
