import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Who may import whom (docs/architecture.md): folder → folders, or single contract files, that it may import beside its own. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  config: ['core'],
  report: ['core'],
  pipeline: ['core'],
  events: ['core'],
  verify: ['core', 'events'],
  analysis: ['core', 'pipeline'],
  tuning: ['core', 'pipeline'],
  platform: ['core'],
  clusters: ['core', 'platform'],
  'clusters/embedded': ['core', 'platform', 'clusters', 'pipeline'],
  sinks: ['core', 'platform', 'events'],
  load: ['core', 'platform', 'events', 'audit-log'],
  profile: ['core', 'events', 'pipeline'],
  'audit-log': ['core', 'platform', 'events'],
  probes: ['core', 'platform'],
  runner: [
    'core',
    'platform',
    'analysis',
    'clusters/provider.ts',
    'sinks/sink.ts',
    'load/generator.ts',
    'probes/probe.ts',
    'probes/sampler.ts',
    'report/reporter.ts',
    'tuning/strategy.ts',
  ],
};

/** What only cli/ and platform/ may use: time, randomness and the process come in through the scope. */
const OURS_ALONE =
  /\bconsole\.|\bprocess\.(exit|env|stdout|stderr|argv)\b|\bDate\.now\b|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\(/;
const SYSTEM_MODULES =
  /from 'node:(fs|fs\/promises|child_process|net|tls|http|https|os|timers|timers\/promises|worker_threads)'/;
/** Type-only imports of Node's HTTP types, and pure functions such as isIPv6, touch nothing. */
const HARMLESS = /^import type |import \{ isIPv6 \} from 'node:net'|import \{ homedir \} from 'node:os'/;

const SRC = resolve('src');

function filesOf(dir: string): readonly string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });
}

const files = filesOf(SRC).map((path) => ({ path: relative(SRC, path), text: readFileSync(path, 'utf8') }));

describe('the import table of docs/architecture.md', () => {
  for (const { path, text } of files) {
    const folder = path.split('/')[0] ?? '';
    const rules = path.startsWith('clusters/embedded/') ? ALLOWED['clusters/embedded'] : ALLOWED[folder];
    if (!path.includes('/') || folder === 'cli') continue;
    test(path, () => {
      expect(rules, `no rule for src/${folder}`).toBeDefined();
      const imports = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, target]) =>
        relative(SRC, resolve(dirname(join(SRC, path)), target ?? '')),
      );
      const forbidden = imports.filter((target) => {
        const targetFolder = target.split('/')[0] ?? '';
        return targetFolder !== folder && !(rules ?? []).some((rule) => rule === targetFolder || rule === target);
      });
      expect(forbidden).toEqual([]);
    });
  }
});

describe('time, randomness, the process and the system', () => {
  for (const { path, text } of files) {
    if (path.startsWith('cli/') || path.startsWith('platform/')) continue;
    test(path, () => {
      const code = text.split('\n').filter((line) => !/^\s*(\*|\/\/|\/\*)/.test(line));
      expect(code.filter((line) => OURS_ALONE.test(line))).toEqual([]);
      expect(code.filter((line) => SYSTEM_MODULES.test(line) && !HARMLESS.test(line))).toEqual([]);
    });
  }
});
