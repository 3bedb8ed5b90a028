import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../src/config/scenario.ts';
import { AuditBenchError } from '../../../src/core/errors.ts';

async function read(receiver: string, rest = 'backend: log') {
  const text = `apiVersion: audit-bench/v1
kind: Scenario
name: s
load: { phases: [{ rate: 100/s, duration: 10s }] }
variants: [{ name: a, mode: blocking }]
receiver: ${receiver}
${rest}
`;
  return parseScenario(text, 's.yaml', [], async () => undefined);
}

async function problems(receiver: string, rest?: string): Promise<string> {
  const error: unknown = await read(receiver, rest).catch((reason: unknown) => reason);
  if (!(error instanceof AuditBenchError)) throw new Error('expected problems', { cause: error });
  return error.message;
}

describe('a shipper of the log', () => {
  test('is read with its restarts in order, and may lose nothing', async () => {
    const { receiver, objectives } = await read(
      '{ shipper: { command: [s, "{log}"], output: out, restarts: [{ at: 4s }, { at: 1s, for: 2s, signal: SIGKILL }] } }',
    );
    expect(receiver.shipper).toEqual({
      output: { kind: 'file', path: 'out' },
      command: ['s', '{log}'],
      restarts: [
        { atMs: 1000, forMs: 2000, signal: 'SIGKILL' },
        { atMs: 4000, forMs: 500, signal: 'SIGTERM' },
      ],
      patienceMs: 10_000,
    });
    expect(objectives).toContainEqual({ name: 'shipperLost', max: 0 });
    expect((await read('{}', 'backend: webhook')).receiver.shipper).toBeNull();
  });

  test.each([
    [
      '{ shipper: { command: [s], output: o } }',
      'backend: webhook',
      'reads an audit log, and the backend measured is the webhook',
    ],
    [
      '{ shipper: { command: [s, "{file}"], output: o } }',
      undefined,
      's.yaml:6:37 receiver.shipper.command[1]: unknown placeholder {file}',
    ],
    ['{ latency: 1ms, shipper: { command: [s], output: o } }', undefined, 'receiver.latency: is of a webhook receiver'],
    ['{ port: 80, shipper: { command: [s], output: o } }', undefined, 'receiver.port: nothing is received'],
    ['{ shipper: { output: /o } }', undefined, 'receiver.shipper: runs already, and has to know where the log will be'],
    [
      '{ shipper: { output: o } }',
      'backend: log\nlog: { path: /a.log }',
      'expected an absolute path of a shipper that runs already, got "o"',
    ],
    ['{ shipper: { output: webhook } }', 'backend: log\nlog: { path: /a.log }', 'has to know where to POST to'],
    [
      '{ shipper: { output: /o, restarts: [{ at: 1s }] } }',
      'backend: log\nlog: { path: /a.log }',
      'what runs already cannot be restarted',
    ],
    [
      '{ shipper: { command: [s], output: o } }',
      'backend: log\nlog: { format: legacy }',
      'log.format: events of the old format cannot be found again',
    ],
    ['{}', 'backend: webhook\nobjectives: { shipperLost: 1 }', 'objectives.shipperLost: no shipper is under test'],
  ])('%s with %s', async (receiver, rest, sentence) => {
    expect(await problems(receiver, rest)).toContain(sentence);
  });
});
