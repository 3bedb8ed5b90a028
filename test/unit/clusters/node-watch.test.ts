import { describe, expect, test } from 'vitest';
import { NodeWatch } from '../../../src/clusters/kind/node-watch.ts';
import type { Tools } from '../../../src/clusters/kind/tools.ts';
import type { CommandOutcome } from '../../../src/platform/programs.ts';

/** Containers that end when the test says so. */
function containers() {
  const ends = new Map<string, (outcome: CommandOutcome) => void>();
  const tools = {
    container: ([, node = '']: readonly string[]) =>
      new Promise<CommandOutcome>((resolve) => {
        ends.set(node, resolve);
      }),
  } as unknown as Tools;
  const outcome = { exitCode: 0, stdout: '137\n', stderr: '', failure: '' };
  return { tools, end: (node: string, failure = '') => ends.get(node)?.({ ...outcome, failure }) };
}

async function watched() {
  const { tools, end } = containers();
  const watch = new NodeWatch();
  const told: string[] = [];
  watch.onBroken(({ message }) => void told.push(message));
  watch.begin(['a', 'b'], tools);
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { watch, end, told, turn };
}

describe('the watch over the nodes of a cluster', () => {
  test('tells of one that ends, with its status, and remembers it', async () => {
    const { watch, end, told, turn } = await watched();
    expect(watch.failure).toBeNull();
    end('b');
    await turn();
    expect(told).toEqual(['the node b ended with status 137']);
    expect(watch.failure?.message).toBe('the node b ended with status 137');
  });

  test('says nothing of one that is deleted by us, nor where the engine cannot be asked', async () => {
    const { watch, end, told, turn } = await watched();
    end('a', 'Cannot connect to the Docker daemon');
    watch.end();
    end('b');
    await turn();
    expect(told).toEqual([]);
    expect(watch.failure).toBeNull();
  });
});
