import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { AUDIT_FLAGS, DEPRECATED_NAMES, writeFlagValue } from '../../src/core/audit-flags/table.ts';
import { defaultPlaces, defaultValues } from '../../src/core/audit-flags/values.ts';
import { installedApiservers } from '../support/apiservers.ts';
import { noBinaries } from '../support/assets.ts';

/** What the help says of a flag without a default: Go's zero values are not printed. */
const ZERO = { text: '', 'whole number': '0', number: '0', boolean: 'false', duration: '0s' } as const;

/** Our defaults by flag, written as on a command line. */
function ours(kubernetesMinor: number): Readonly<Record<string, string>> {
  const places = defaultPlaces(kubernetesMinor);
  const backends = { webhook: defaultValues('webhook'), log: defaultValues('log') };
  return Object.fromEntries(
    [...AUDIT_FLAGS].map(([name, target]) => {
      const value = target.of === 'place' ? places[target.key] : backends[target.of][target.key];
      return [name, writeFlagValue(target.type, value)];
    }),
  );
}

/** The binary's own, from its help. */
async function theirs(apiserver: string): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await execa(apiserver, ['--help']);
  const lines = stdout.split('\n').filter((line) => /^ +--audit-/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const name = /--([a-z-]+)/.exec(line)?.[1] ?? '';
      const shown = /\(default "?([^")]*)"?\)$/.exec(line)?.[1];
      return [name, shown ?? ZERO[AUDIT_FLAGS.get(name)?.type ?? 'text']];
    }),
  );
}

describe("the binary's own help", () => {
  const installed = [...installedApiservers()];
  test.skipIf(installed.length > 0)(`needs a kube-apiserver: ${noBinaries ?? ''}`, () => {});

  test.each(installed)('kube-apiserver %s: the same flags and defaults', { timeout: 60_000 }, async (version, path) => {
    expect(await theirs(path)).toEqual(ours(Number(version.split('.')[1])));
  });

  test.each(installed)(
    'kube-apiserver %s: deprecated names still work',
    { timeout: 60_000 },
    async (_version, path) => {
      for (const name of DEPRECATED_NAMES.keys()) {
        // Without etcd it ends at once: what matters is that the flag is no unknown one.
        const { stderr } = await execa(path, [`--${name}=1s`, '--audit-log-format=none'], {
          reject: false,
          timeout: 30_000,
        });
        expect(stderr).toContain(`Flag --${name} has been deprecated`);
      }
    },
  );
});
