import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DOUBTS } from '../../src/analysis/doubts.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { parseCluster } from '../../src/config/cluster.ts';
import { parseScenario } from '../../src/config/scenario.ts';
import * as library from '../../src/index.ts';

const readme = readFileSync('README.md', 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map((match) => match[1] ?? '');
const noFile = async (): Promise<undefined> => undefined;

describe('what the README shows', () => {
  test('is a scenario that can be read', async () => {
    const [text = ''] = blocks('yaml');
    const scenario = await parseScenario(text, 'README.md', [], noFile);
    expect(scenario.variants.map(({ name }) => name)).toContain('mine');
    expect(scenario.variants).toHaveLength(6);
  });

  test('calls commands that there are', () => {
    const known = commands.map(({ command }) => String(command).split(' ')[0]);
    const called = [...readme.matchAll(/(?:^npx |`)audit-bench ([a-z]+)/gm)].map((match) => match[1]);
    expect(new Set(called).size).toBeGreaterThan(7);
    for (const name of called) expect(known).toContain(name);
  });

  test('imports what the library exports', () => {
    const names = [...(blocks('ts')[0] ?? '').matchAll(/\{ (.*) \} from/g)].flatMap(
      (match) => match[1]?.split(', ') ?? [],
    );
    expect(names.length).toBeGreaterThan(2);
    for (const name of names.filter((each) => !each.startsWith('type '))) expect(Object.keys(library)).toContain(name);
  });

  test('names files that there are', () => {
    const named = [...readme.matchAll(/\b(?:docs|clusters|scenarios)\/[\w-]+\.(?:md|yaml)/g)].map((match) => match[0]);
    expect(named.length).toBeGreaterThan(6);
    for (const file of named) expect(existsSync(file), file).toBe(true);
  });
});

describe('the files to start from', () => {
  test.each(readdirSync('scenarios'))('scenarios/%s can be read', async (file) => {
    const text = readFileSync(`scenarios/${file}`, 'utf8');
    const { name, description, variants, tune, objectives } = await parseScenario(text, file, [], noFile);
    expect(`${name}.yaml`).toBe(file);
    // What the file is for stands in it, and whoever runs it gets an answer: a verdict on variants or a recommendation.
    expect(description).toMatch(/\w+ \w+ \w+/);
    expect(tune !== null || objectives.length > 0).toBe(true);
    expect(new Set(variants.map((variant) => variant.name)).size).toBe(variants.length);
  });

  test.each(readdirSync('clusters'))('clusters/%s can be read', (file) => {
    expect(`${parseCluster(readFileSync(`clusters/${file}`, 'utf8'), file).name}.yaml`).toBe(file);
  });
});

test('the troubleshooting page has every doubt, and no other', () => {
  const text = readFileSync('docs/troubleshooting.md', 'utf8');
  const rows = [...text.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  expect(new Set(rows)).toEqual(new Set(DOUBTS.map(({ name }) => name)));
  expect(rows).toHaveLength(DOUBTS.length);
});
