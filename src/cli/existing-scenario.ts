import { connectTo, refuseUnstated } from '../clusters/existing/provider.ts';
import { flagsAsTheyAre, whoAmI } from '../clusters/existing/as-it-is.ts';
import { scenarioAsItIs, type ScenarioAsItIs } from '../config/as-it-is.ts';
import type { ExistingSpec } from '../core/cluster-spec.ts';
import type { Scenario } from '../core/scenario.ts';
import { loadPolicy } from './load-policy.ts';

/** The scenario for a cluster of the user's, after a look at that. Errors: AuditBenchError (exit 2 or 4). */
export async function scenarioOnExisting(
  scenario: Scenario,
  spec: ExistingSpec,
  consent: 'given' | 'not given',
  signal: AbortSignal,
): Promise<ScenarioAsItIs> {
  const ceilingPerSecond = consent === 'given' ? refuseUnstated(spec) : null;
  const connection = await connectTo(spec, { environment: process.env }, signal);
  const flags = await flagsAsTheyAre(connection, spec);
  const identity = await whoAmI(connection, signal);
  const policy = spec.policy === null ? null : await loadPolicy(spec.policy);
  const receives = spec.receiver !== null;
  return scenarioAsItIs(scenario, { name: spec.name, flags, identity, policy, ceilingPerSecond, receives });
}
