import { join } from 'node:path';
import { Agent, request } from 'undici';
import { clusterFailed } from '../../core/errors.ts';
import { tlsOf, type UsableCredentials } from '../../core/credentials.ts';
import type { Scope } from '../../core/scope.ts';
import { readTextIfThere } from '../../platform/files.ts';
import type { Program } from '../../platform/programs.ts';
import { tellingLine } from '../telling-line.ts';

export interface ReadyOptions {
  readonly name: string;
  readonly program: Program;
  readonly url: string;
  readonly boundMs: number;
  readonly tls?: { readonly caPem: string; readonly client: UsableCredentials };
}

const POLL_MS = 50;

/**
 * Asks until the answer is 200.
 * Errors: AuditBenchError (exit 4) with the program's last log line when it ends or does not get ready in time.
 */
export async function waitReady(options: ReadyOptions, scope: Scope): Promise<void> {
  const { tls, program, name } = options;
  const connect = tls === undefined ? {} : { ca: tls.caPem, ...tlsOf(tls.client) };
  const agent = new Agent({ connect, connections: 1 });
  const deadlineMs = scope.clock.nowMs() + options.boundMs;
  try {
    for (;;) {
      if (!program.running)
        throw clusterFailed(
          `${name} ended at start with ${await program.ended}: ${await lastLogLine(program)}`,
          `its output is kept in ${join(scope.runDir, 'logs')}`,
        );
      if (await answersOk(options.url, agent)) return;
      if (scope.clock.nowMs() > deadlineMs) {
        throw clusterFailed(
          `${name} was not ready after ${options.boundMs / 1000} s: ${await lastLogLine(program)}`,
          `its output is kept in ${join(scope.runDir, 'logs')}`,
        );
      }
      await scope.clock.sleep(POLL_MS, scope.signal);
    }
  } finally {
    await agent.destroy();
  }
}

async function answersOk(url: string, agent: Agent): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { dispatcher: agent, headersTimeout: 5000 });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

/** How a program ended that nobody of ours had told to. */
export async function endedSentence(name: string, how: string, program: Program): Promise<string> {
  const ended = how.startsWith('SIG') ? `was ended by ${how}` : `ended with ${how}`;
  return `${name} ${ended}; its output ends with: ${await lastLogLine(program)}`;
}

async function lastLogLine(program: Program): Promise<string> {
  return tellingLine((await readTextIfThere(program.logFile)) ?? '');
}
