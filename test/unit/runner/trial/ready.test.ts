import { describe, expect, test } from 'vitest';
import type { Scope } from '../../../../src/core/scope.ts';
import type { Probe } from '../../../../src/probes/probe.ts';
import { waitAllReady } from '../../../../src/runner/trial/ready.ts';

/** API servers whose /readyz says 500 until so many ms have passed. */
function apiservers(readyAfterMs: Readonly<Record<string, number>>) {
  let nowMs = 0;
  const asked: string[] = [];
  const clock = { nowMs: () => nowMs, sleep: async (durationMs: number) => void (nowMs += durationMs) };
  const scope = { clock, signal: new AbortController().signal } as unknown as Scope;
  const probe = {
    async get(instance: string, path: string, auditId: string) {
      asked.push(auditId);
      return path === '/readyz' && nowMs >= (readyAfterMs[instance] ?? 0) ? 200 : 500;
    },
  } as unknown as Probe;
  const wait = (): Promise<void> => waitAllReady(probe, Object.keys(readyAfterMs), 'key', scope);
  return { wait, asked, nowMs: () => nowMs };
}

describe('waiting for all of /readyz', () => {
  test('ends when the last API server is ready; every request is numbered as one of the harness', async () => {
    const { wait, asked, nowMs } = apiservers({ 'apiserver-1': 0, 'apiserver-2': 100 });
    await wait();
    expect(nowMs()).toBe(100);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked[0]).toBe('ab-key-r1');
  });

  test('an API server whose hooks never end is an error that names it', async () => {
    await expect(
      apiservers({ 'apiserver-1': 0, 'apiserver-2': Number.POSITIVE_INFINITY }).wait(),
    ).rejects.toMatchObject({
      exitCode: 4,
      problems: [{ message: '/readyz of apiserver-2 was not 200 within 120 s' }],
    });
  });
});
