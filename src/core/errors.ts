import { EXIT, type ExitCode } from './exit-codes.ts';

/** One thing that is wrong with what the user gave or has, with its place and what to do. */
export interface Problem {
  /** What happened, with the value: `load.phases[0].rate: expected a rate such as "500/s", got "500 rps"`. */
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** What to do about it, an imperative sentence. */
  readonly hint?: string;
}

/** An error that is the user's or the environment's to mend: printed as sentences, never as a stack trace. */
export class AuditBenchError extends Error {
  readonly exitCode: ExitCode;
  readonly problems: readonly Problem[];

  constructor(exitCode: ExitCode, problems: readonly Problem[], options?: { readonly cause?: unknown }) {
    super(problems.map(formatProblem).join('\n'), options);
    this.name = 'AuditBenchError';
    this.exitCode = exitCode;
    this.problems = problems;
  }
}

export function badInput(message: string, hint?: string): AuditBenchError {
  return fail(EXIT.badInput, message, hint);
}

export function missingTool(message: string, hint?: string): AuditBenchError {
  return fail(EXIT.missingTool, message, hint);
}

export function clusterFailed(message: string, hint?: string, cause?: unknown): AuditBenchError {
  return fail(EXIT.clusterFailed, message, hint, cause);
}

export function interrupted(message = 'interrupted'): AuditBenchError {
  return fail(EXIT.interrupted, message);
}

function fail(exitCode: ExitCode, message: string, hint?: string, cause?: unknown): AuditBenchError {
  return new AuditBenchError(exitCode, [hint === undefined ? { message } : { message, hint }], { cause });
}

/** `file:line:col message` and the hint on a line of its own; the file's own parts only where they are known. */
export function formatProblem(problem: Problem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const sentence = place === '' ? problem.message : `${place} ${problem.message}`;
  return problem.hint === undefined ? sentence : `${sentence}\n  hint: ${problem.hint}`;
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
