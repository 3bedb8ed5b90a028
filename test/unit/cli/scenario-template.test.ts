import { describe, expect, test } from 'vitest';
import { scenarioTemplate } from '../../../src/cli/scenario-template.ts';
import { parseScenario } from '../../../src/config/scenario.ts';

const noFile = async (): Promise<undefined> => undefined;

describe('the scenario that init writes', () => {
  test.each(
    [
      { aim: 'find', backend: 'webhook' } as const,
      { aim: 'compare', backend: 'webhook' } as const,
      { aim: 'compare', backend: 'log' } as const,
      { aim: 'find', backend: 'log' } as const,
    ].flatMap((wishes) => [0, 500].map((burst) => ({ ...wishes, burst }))),
  )('is valid and asks what was wished: %o', async (wishes) => {
    const text = scenarioTemplate({ name: 'mine', rate: '50/s', schema: '../s.json', ...wishes });
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/s\.json\n/);
    const scenario = await parseScenario(text, 'mine.yaml', [], noFile);
    expect(scenario.backend).toBe(wishes.backend);
    expect(scenario.tune === null).toBe(wishes.aim === 'compare');
    expect(scenario.variants.map(({ name }) => name)).toEqual(wishes.aim === 'find' ? [] : ['mine', 'defaults']);
    expect(scenario.load.phases.filter(({ kind }) => kind === 'burst')).toHaveLength(wishes.burst === 0 ? 0 : 1);
  });
});
