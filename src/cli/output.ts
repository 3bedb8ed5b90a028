import { EXIT } from '../core/exit-codes.ts';
import { isDiskFull } from '../core/system-error.ts';
import { cleanText, sentence } from './terminal.ts';

/** A line of words on stdout: clean, and broken between words where the terminal is narrower. */
export function say(text: string): void {
  console.log(sentence(cleanText(text)));
}

/** The same on stderr, where what is not the answer goes. */
export function note(text: string): void {
  console.error(sentence(cleanText(text), process.stderr.isTTY ? process.stderr.columns : null));
}

/** A reader that went away: a closed pipe, socket or terminal. What was asked for is done all the same. */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'ENOTCONN', 'EIO', 'ERR_STREAM_DESTROYED']);

/**
 * Lets the program outlive its output: a reader that goes away (`| head`) ends nothing, files are written all the same.
 * Output that could not be written for another reason is told at the end, with a status of its own.
 */
export function outliveOutput(): void {
  let failure: NodeJS.ErrnoException | undefined;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (!GONE.has(error.code ?? '')) failure ??= error;
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', onError);
  process.once('exit', () => {
    if (failure === undefined) return;
    const why = isDiskFull(failure) ? 'no space left where it goes' : failure.message;
    process.stderr.write(`the output could not be written: ${why}\n`);
    if ((process.exitCode ?? EXIT.ok) === EXIT.ok) process.exitCode = EXIT.missingTool;
  });
}
