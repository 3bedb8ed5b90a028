import { z } from 'zod';
import type { Problem } from '../core/errors.ts';
import type { LogFormat } from '../core/log.ts';
import type { AuditBackend } from '../core/settings.ts';
import { SHIPPER_PLACEHOLDERS, type ShipperSpec } from '../core/shipper.ts';
import { problemAt, show } from './problems.ts';
import { duration, durationOrZero } from './quantities.ts';
import type { YamlSource } from './yaml-document.ts';

export const shipperSchema = z
  .strictObject({
    output: z
      .string()
      .min(1)
      .describe('file that it writes (absolute, or in the folder of the run), or "webhook": it POSTs JSON to {output}'),
    command: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('program and arguments, in which {log} and {output} are filled in; default: it runs already'),
    restarts: z
      .array(
        z.strictObject({
          at: durationOrZero.describe('from the start of the measurement'),
          for: duration.default(500).describe('how long it is away'),
          signal: z.enum(['SIGTERM', 'SIGKILL']).default('SIGTERM'),
        }),
      )
      .default([])
      .describe('when it is ended and started again'),
    patience: duration
      .default(10_000)
      .describe('so long after the load it has come no nearer to what stands in the log: the rest is lost'),
  })
  .optional()
  .describe('a shipper of the audit log under test: what it wrote is compared with what the API server wrote');

type ShipperInput = NonNullable<z.output<typeof shipperSchema>>;

export function toShipper(input: ShipperInput | undefined): ShipperSpec | null {
  if (input === undefined) return null;
  const { output, command, restarts, patience } = input;
  return {
    output: output === 'webhook' ? { kind: 'webhook' } : { kind: 'file', path: output },
    command: command ?? null,
    restarts: restarts
      .map(({ at, for: forMs, signal }) => ({ atMs: at, forMs, signal }))
      .toSorted((a, b) => a.atMs - b.atMs),
    patienceMs: patience,
  };
}

/** What about the scenario does not go with a shipper. */
export interface ShipperSurroundings {
  readonly backend: AuditBackend;
  readonly log: { readonly path?: string | undefined; readonly format: LogFormat } | undefined;
  /** Keys of `receiver` and of `objectives` that the file has. */
  readonly receiverKeys: readonly string[];
  readonly objectiveKeys: readonly string[];
}

export function shipperProblems(
  shipper: ShipperInput | undefined,
  { backend, log, receiverKeys, objectiveKeys }: ShipperSurroundings,
  source: YamlSource,
): readonly Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: readonly (string | number)[], sentence: string, hint?: string): void =>
    void problems.push(problemAt(source, [...path], sentence, hint));
  if (shipper === undefined) {
    for (const key of objectiveKeys.filter((name) => name.startsWith('shipper')))
      refuse(['objectives', key], 'no shipper is under test', 'name one in receiver.shipper');
    return problems;
  }
  const at = ['receiver', 'shipper'];
  if (backend !== 'log')
    refuse(at, 'reads an audit log, and the backend measured is the webhook', 'set "backend: log"');
  if (log?.format === 'legacy')
    refuse(['log', 'format'], 'events of the old format cannot be found again in an output');
  for (const key of receiverKeys.filter((name) => name !== 'shipper' && name !== 'port'))
    refuse(['receiver', key], 'is of a webhook receiver, and the backend measured is the log');
  if (receiverKeys.includes('port') && shipper.output !== 'webhook')
    refuse(['receiver', 'port'], 'nothing is received: the output is a file', 'set "output: webhook", or leave it out');
  if (shipper.command === undefined) problems.push(...runningProblems(shipper, log?.path, receiverKeys, source));
  else problems.push(...commandProblems(shipper.command, shipper.output, source));
  return problems;
}

/** A shipper that runs already has to know its places from before. */
function runningProblems(
  { output, restarts }: ShipperInput,
  logPath: string | undefined,
  receiverKeys: readonly string[],
  source: YamlSource,
): readonly Problem[] {
  const at = ['receiver', 'shipper'];
  const problems: Problem[] = [];
  const hint = 'or give its "command", and audit-bench starts it';
  if (logPath === undefined)
    problems.push(
      problemAt(source, at, 'runs already, and has to know where the log will be', `set log.path, ${hint}`),
    );
  if (output === 'webhook' && !receiverKeys.includes('port'))
    problems.push(
      problemAt(source, at, 'runs already, and has to know where to POST to', `set receiver.port, ${hint}`),
    );
  if (output !== 'webhook' && !output.startsWith('/'))
    problems.push(
      problemAt(
        source,
        [...at, 'output'],
        `expected an absolute path of a shipper that runs already, got ${show(output)}`,
      ),
    );
  if (restarts.length > 0)
    problems.push(
      problemAt(source, [...at, 'restarts'], 'what runs already cannot be restarted', 'give its "command"'),
    );
  return problems;
}

function commandProblems(command: readonly string[], output: string, source: YamlSource): readonly Problem[] {
  return command.flatMap((part, index) =>
    [...part.matchAll(/\{([a-z]+)\}/g)].flatMap(([, name = '']) =>
      (SHIPPER_PLACEHOLDERS as readonly string[]).includes(name)
        ? []
        : [
            problemAt(
              source,
              ['receiver', 'shipper', 'command', index],
              `unknown placeholder {${name}}`,
              `{log} is the audit log, {output} ${output === 'webhook' ? 'the address to POST to' : 'the file to write'}`,
            ),
          ],
    ),
  );
}
