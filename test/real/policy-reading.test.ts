import fc from 'fast-check';
import { stringify } from 'yaml';
import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../src/config/policy/read.ts';
import { AUDIT_LEVELS, AUDIT_STAGES, type Policy, type RequestAttributes } from '../../src/core/policy.ts';
import { evaluatePolicy } from '../../src/pipeline/policy.ts';
import { mutateBytes, STRUCTURE, SYNTAX } from '../support/policy-mutations.ts';
import { buildOracle, type OracleAnswer, ORACLES, type OracleVersion, withOracle } from '../support/policy-oracle.ts';
import { request, validPolicy } from '../support/policy-samples.ts';

/** `npm run test:policies` asks for 300 policies and 5,000 requests; the ordinary run is a sample of the same. */
const POLICIES = Number(process.env['AUDIT_BENCH_POLICIES'] ?? 30);
const REQUESTS = Number(process.env['AUDIT_BENCH_POLICY_REQUESTS'] ?? 500);
const SEED = Number(process.env['AUDIT_BENCH_SEED'] ?? 1);
const BUILD_AND_RUN_MS = 900_000;

function decisionsOf(policy: Policy, requests: readonly RequestAttributes[]): string {
  return requests
    .map((attributes) => {
      const { level, omitStages } = evaluatePolicy(policy, attributes);
      const bits = AUDIT_STAGES.reduce((sum, stage, bit) => sum + (omitStages.has(stage) ? 2 ** bit : 0), 0);
      return String.fromCharCode(48 + 16 * AUDIT_LEVELS.indexOf(level) + bits);
    })
    .join('');
}

/** What this product makes of it, in the words of the oracle. */
function ours(text: string, minor: number, requests: readonly RequestAttributes[]): OracleAnswer {
  const { policy, warnings } = readPolicy(text, 'p', minor);
  if (policy === null) return { verdict: 'refused' };
  return { verdict: warnings.length > 0 ? 'warned' : 'accepted', decisions: decisionsOf(policy, requests) };
}

interface Case {
  readonly kind: string;
  readonly text: string;
}

/** Each policy plain, and by every mutation of structure and of syntax once. */
function cases(): readonly Case[] {
  const policies = fc.sample(validPolicy, { numRuns: POLICIES, seed: SEED });
  const draws = fc.sample(fc.nat(), { numRuns: POLICIES * 200, seed: SEED });
  let drawn = 0;
  const draw = (bound: number): number => (draws[drawn++ % draws.length] ?? 0) % Math.max(1, bound);
  return policies.flatMap((policy) => {
    const plain = stringify(policy, { version: '1.1' });
    return [
      { kind: 'generated', text: plain },
      ...Object.entries(STRUCTURE).map(([kind, mutate]) => ({
        kind,
        text: stringify(mutate(policy, draw), { version: '1.1' }),
      })),
      ...Object.entries(SYNTAX).map(([kind, mutate]) => ({ kind, text: mutate(policy, draw) })),
      ...Array.from({ length: 5 }, () => ({ kind: 'bytes', text: mutateBytes(plain, draw) })),
    ];
  });
}

interface Difference extends Case {
  readonly theirs: OracleAnswer;
  readonly mine: OracleAnswer;
}

describe('policies as kube-apiserver reads them', () => {
  for (const version of Object.keys(ORACLES) as OracleVersion[]) {
    const name = `k8s.io/apiserver v${version}: no difference in accepted, warned or refused, nor in level and stages`;
    test(name, { timeout: BUILD_AND_RUN_MS }, async (context) => {
      const built = await buildOracle(version);
      if ('missing' in built) return context.skip(built.missing);
      const minor = Number(version.split('.')[1]);
      const requests = fc.sample(request, { numRuns: REQUESTS, seed: SEED });
      const counts = new Map<string, Record<OracleAnswer['verdict'] | 'different', number>>();
      const differences: Difference[] = [];
      await withOracle(built.path, async (ask) => {
        for (const { kind, text } of cases()) {
          const theirs = await ask({ policy: text, requests: counts.size === 0 ? requests : [] });
          const mine = ours(text, minor, requests);
          const same = theirs.verdict === mine.verdict && theirs.decisions === mine.decisions;
          const count = counts.get(kind) ?? { accepted: 0, warned: 0, refused: 0, different: 0 };
          counts.set(kind, count);
          count[theirs.verdict] += 1;
          if (!same) {
            count.different += 1;
            differences.push({ kind, text, theirs, mine });
          }
        }
      });
      report(version, counts);
      expect(differences.filter(({ kind }) => kind !== 'bytes').slice(0, 5)).toEqual([]);
    });
  }
});

function report(version: string, counts: ReadonlyMap<string, Readonly<Record<string, number>>>): void {
  console.log(`k8s.io/apiserver v${version}, ${REQUESTS} requests each, seed ${SEED}:`);
  const sum = (key: string): number => [...counts.values()].reduce((total, count) => total + (count[key] ?? 0), 0);
  console.log(`  in all: ${sum('accepted')} accepted, ${sum('warned')} with a warning, ${sum('refused')} refused`);
  for (const [kind, { accepted, warned, refused, different }] of counts)
    console.log(`  ${kind}: ${accepted} accepted, ${warned} with a warning, ${refused} refused; ${different} differ`);
}
