import { expect, test } from 'vitest';
import { deleteContainers } from '../../../../src/clusters/kind/leftovers.ts';
import type { Tools } from '../../../../src/clusters/kind/tools.ts';
import type { CommandOutcome } from '../../../../src/platform/programs.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const said = (stdout: string): CommandOutcome => ({ exitCode: 0, stdout, stderr: '', failure: '' });

/** An engine that makes a container at each of these times; kind deletes those that are there, from a time on. */
function engine(madeAtMs: readonly number[], deletesFromMs = 0) {
  const clock = new VirtualClock(0);
  let deletedUntilMs = -1;
  const there = () => madeAtMs.filter((atMs) => atMs <= clock.nowMs() && atMs > deletedUntilMs);
  const tools: Tools = {
    engine: 'docker',
    installed: { kind: true, engine: true },
    container: async () => said(there().join('\n')),
    kind: async () => {
      if (clock.nowMs() >= deletesFromMs) deletedUntilMs = clock.nowMs();
      return said('');
    },
    inNode: async () => '',
  };
  return { clock, tools, there };
}

test('a node that the engine was making when kind was ended is waited for and deleted', async () => {
  const { clock, tools, there } = engine([3200]);
  expect(await deleteContainers(tools, 'c', '/nowhere', { containers: 1, clock })).toBe('');
  expect(clock.nowMs()).toBe(3500);
  expect(there()).toEqual([]);
});

test('one that outlives a deletion because it is being started is deleted again', async () => {
  const { clock, tools, there } = engine([0], 900);
  expect(await deleteContainers(tools, 'c', '/nowhere', { containers: 0, clock })).toBe('');
  expect(clock.nowMs()).toBe(1000);
  expect(there()).toEqual([]);
});

test('of several, until all have come', async () => {
  const { clock, tools, there } = engine([0, 1100]);
  expect(await deleteContainers(tools, 'c', '/nowhere', { containers: 2, clock })).toBe('');
  expect(clock.nowMs()).toBe(1500);
  expect(there()).toEqual([]);
});

test('one that never comes is waited for no longer than eight seconds; a whole cluster not at all', async () => {
  const never = engine([]);
  expect(await deleteContainers(never.tools, 'c', '/nowhere', { containers: 1, clock: never.clock })).toBe('');
  expect(never.clock.nowMs()).toBe(8000);
  const whole = engine([0]);
  expect(await deleteContainers(whole.tools, 'c', '/nowhere', { containers: 0, clock: whole.clock })).toBe('');
  expect(whole.clock.nowMs()).toBe(0);
});
