import { basename, dirname } from 'node:path';
import type { RunResult } from '../core/result.ts';
import { shellLine } from '../core/shell-line.ts';
import { RUNS_DIR } from './find-run.ts';

/** The command that most people want after such a run, and what it is for. */
export function nextCommand(result: RunResult, runDir: string): string {
  const { status, inputs, recommendation, cluster, trials } = result;
  if (status === 'interrupted') return `${resumed(inputs.command, runDir)} (goes on where it ended)`;
  const run = shellLine([basename(dirname(runDir)) === RUNS_DIR ? basename(runDir) : runDir]);
  if (recommendation?.verified === true && !recommendation.kept && !cluster.emulated)
    return `audit-bench flags ${run} --format kubeadm (or another of audit-bench flags --help)`;
  if (cluster.emulated)
    return `${onLocal(inputs.command)} (the same on a real kube-apiserver; audit-bench doctor says what it needs)`;
  if (cluster.provider === 'existing') return `audit-bench open ${run}`;
  if (recommendation === null)
    return `audit-bench run tune-${trials.some(({ log }) => log !== undefined) ? 'log' : 'webhook'} --cluster ${cluster.name} (finds flags that lose nothing)`;
  return `audit-bench open ${run}`;
}

function resumed(command: string, runDir: string): string {
  const named = /\s--out[\s=]/.test(command) ? command : `${command} --out ${shellLine([runDir])}`;
  return /\s--resume\b/.test(named) ? named : `${named} --resume`;
}

/** The same command, a line of the shell with its quotes, on another cluster, into a run directory of its own. */
function onLocal(command: string): string {
  const bare = command
    .replace(/\s(?:'--(?:cluster|out)=[^']*'|--(?:cluster|out)[\s=](?:'[^']*'|\S)+)/g, '')
    .replace(/\s--resume\b/g, '');
  return `${bare} --cluster local`;
}
