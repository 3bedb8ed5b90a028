import { badInput, messageOf } from '../../core/errors.ts';
import type { ProgressCounts } from '../../core/scope.ts';
import type { Listening } from '../../platform/listening.ts';
import { clientScript, toolVersion } from '../../platform/package-info.ts';
import { type PlainAnswer, startPlainServer } from '../../platform/plain-server.ts';
import type { RunProgress } from '../progress/run-progress.ts';
import { readRun } from '../read-run.ts';
import { runMetrics } from './run-metrics.ts';

export interface Watch {
  /** Hears what the run tells, and tells it on. */
  readonly progress: RunProgress;
  readonly server: Listening;
}

/** Seconds after which a browser asks for the page again. */
const REFRESH_SECONDS = 10;

/**
 * The page of a run while it runs, at `/`, and metrics of the harness at `/metrics`, for this machine alone.
 * Errors: AuditBenchError (exit 2) for a port that cannot be listened on.
 */
export async function watchRun(port: number, runDir: string, told: RunProgress): Promise<Watch> {
  const counts = new Map<string, ProgressCounts>();
  let trial: string | null = null;
  let step = '';
  let bufferEvents: number | null = null;
  const progress: RunProgress = {
    ...told,
    trial(id) {
      trial = id;
      told.trial(id);
    },
    step(text) {
      step = text;
      bufferEvents = null;
      told.step(text);
    },
    status(status) {
      bufferEvents = status.buffer?.events ?? null;
      if (trial !== null && status.counts !== null) counts.set(trial, status.counts);
      told.status(status);
    },
  };
  const answer = async (path: string): Promise<PlainAnswer | null> => {
    const result = await readRun(runDir).catch(() => null);
    if (path === '/metrics') {
      const now = trial === null ? null : { trial, step };
      const text = await runMetrics({ version: toolVersion(), now, counts, bufferEvents, result });
      return { type: 'text/plain; version=0.0.4; charset=utf-8', body: text };
    }
    if (path !== '/') return null;
    if (result === null)
      return htmlOf('<!doctype html><title>audit-bench</title><p>Nothing has been measured yet.</p>');
    const { renderPage } = await import('../../report/page/page.ts');
    return htmlOf(await renderPage(result, clientScript()));
  };
  const server = await startPlainServer(port, answer).catch((error: unknown) => {
    throw badInput(
      `--watch-port ${port}: cannot be listened on: ${messageOf(error)}`,
      'choose another port, or 0 for any',
    );
  });
  return { progress, server };
}

function htmlOf(page: string): PlainAnswer {
  const refresh = `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">`;
  return { type: 'text/html; charset=utf-8', body: page.replace('<title>', `${refresh}<title>`) };
}
