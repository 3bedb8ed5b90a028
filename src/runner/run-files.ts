import { join } from 'node:path';
import type { RunResult } from '../core/result.ts';
import { sha256 } from '../platform/digest.ts';
import { makeEmptyDir, writeFileAtomic } from '../platform/files.ts';
import { requireRoom } from '../platform/run-dir.ts';

/** The folder of a trial, emptied of what an interrupted try left. */
export async function makeTrialDir(dir: string): Promise<void> {
  await makeEmptyDir(dir);
  await requireRoom(dir);
}

/** result.json, and manifest.json beside it. */
export async function writeResult(runDir: string, result: RunResult): Promise<void> {
  await writeFileAtomic(join(runDir, 'result.json'), json(result));
  await writeFileAtomic(join(runDir, 'manifest.json'), json(manifestOf(result)));
}

/** What was run with what: small enough to read, enough to tell two runs apart without result.json. */
function manifestOf({
  tool,
  status,
  startedAt,
  finishedAt,
  scenario,
  cluster,
  environment,
  inputs,
  trials,
}: RunResult) {
  return {
    tool,
    status,
    startedAt,
    finishedAt,
    scenario: { name: scenario.name, file: inputs.scenarioFile, sha256: scenario.sha256 },
    cluster: { ...cluster, file: inputs.clusterFile, sha256: sha256(inputs.clusterText) },
    policySha256: sha256(inputs.policyText),
    overrides: inputs.overrides,
    seed: inputs.seed,
    command: inputs.command,
    environment,
    /** Audit flags as read back from the running API servers, by trial. */
    effectiveFlags: Object.fromEntries(trials.map(({ id, flags }) => [id, flags])),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
