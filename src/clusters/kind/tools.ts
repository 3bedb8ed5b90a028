import { join } from 'node:path';
import { clusterFailed } from '../../core/errors.ts';
import { appendText } from '../../platform/files.ts';
import { type CommandOptions, type CommandOutcome, findOnPath, runCommand } from '../../platform/programs.ts';

export const ENGINES = ['docker', 'nerdctl', 'podman'] as const;
export type Engine = (typeof ENGINES)[number];
export type Environment = Readonly<Record<string, string | undefined>>;

/** kind, and the container engine that it uses; every call is kept in a log with its whole output. */
export interface Tools {
  readonly engine: Engine;
  readonly installed: { readonly kind: boolean; readonly engine: boolean };
  kind(args: readonly string[], options?: CommandOptions): Promise<CommandOutcome>;
  container(args: readonly string[], options?: CommandOptions): Promise<CommandOutcome>;
  /** A shell script inside a node. Errors: AuditBenchError (exit 4) when it fails. */
  inNode(node: string, script: string, options?: CommandOptions): Promise<string>;
}

/** `logDir`: gets kind.log; `null`: nothing is kept. */
export function makeTools(environment: Environment, logDir: string | null): Tools {
  const engine = chooseEngine(environment);
  const onPath = (program: string): boolean => findOnPath(program, environment['PATH'] ?? '') !== undefined;
  const run = async (file: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandOutcome> => {
    const outcome = await runCommand(file, args, { environment, timeoutMs: 60_000, ...options });
    if (logDir !== null) await appendText(join(logDir, 'kind.log'), logEntry(file, args, outcome));
    return outcome;
  };
  const container: Tools['container'] = (args, options) => run(engine, args, options);
  return {
    engine,
    installed: { kind: onPath('kind'), engine: onPath(engine) },
    container,
    kind: (args, options) => run('kind', args, options),
    async inNode(node, script, options = {}) {
      const { failure, stdout } = await container(['exec', '-i', node, 'bash', '-euc', script], options);
      if (failure === '') return stdout;
      options.signal?.throwIfAborted();
      throw clusterFailed(`${engine} exec ${node}: ${failure}`, logDir === null ? undefined : seeLog(logDir));
    },
  };
}

/** As kind chooses: KIND_EXPERIMENTAL_PROVIDER, else the first that is installed. */
export function chooseEngine(environment: Environment): Engine {
  const named = ENGINES.find((engine) => engine === environment['KIND_EXPERIMENTAL_PROVIDER']);
  return named ?? ENGINES.find((engine) => findOnPath(engine, environment['PATH'] ?? '') !== undefined) ?? 'docker';
}

export function seeLog(logDir: string): string {
  return `the whole output: ${join(logDir, 'kind.log')}`;
}

/** Scripts and keys are left out: the log may be mailed. */
function logEntry(file: string, args: readonly string[], { exitCode, stdout, stderr }: CommandOutcome): string {
  if (args[0] === 'exec') return `$ ${file} exec ${args[2] ?? ''}: status ${exitCode}\n${stderr}\n`;
  return `$ ${file} ${args.join(' ')}\n${stdout}\n${stderr}\nstatus ${exitCode}\n\n`;
}
