import { type ReceiverPlan, withOutage } from '../core/receiver.ts';
import type { AuditSettings } from '../core/settings.ts';
import { type Conclusion, inUse } from './conclusion.ts';
import type { ProposedTrial } from './strategy.ts';

/** A trial of the proof, how often it is wanted, and whether it only compares. */
export interface WantedTrial {
  readonly trial: Omit<ProposedTrial, 'isDefaults'>;
  readonly times: number;
  readonly comparison: boolean;
}

/**
 * The candidate once at the load and `repeat` times at the headroom, once with the receiver away where that is asked
 * for, then a trial that must lose, and what the settings in use do at the headroom when they are not kept.
 */
export function planOf({ scenario, tune, ask, candidate, edge, decision }: Conclusion): readonly WantedTrial[] {
  const { settings } = candidate;
  const { headroom, repeat, surviveReceiverOutageMs } = tune;
  const { plan } = scenario.receiver;
  const name = decision.kept ? 'kept' : 'recommended';
  const wanted = (
    role: ProposedTrial['role'],
    label: string,
    tried: AuditSettings,
    multiple: number,
    receiver: ReceiverPlan = plan,
  ): WantedTrial => ({
    trial: { role, name: label, settings: tried, multiple, receiver },
    times: role === 'verify' && multiple === headroom && receiver === plan ? repeat : 1,
    comparison: role === 'current' || role === 'defaults',
  });
  const current = scenario.current.isDefaults
    ? wanted('defaults', 'defaults', inUse({ scenario, ask }), headroom)
    : wanted('current', 'current', inUse({ scenario, ask }), headroom);
  return [
    wanted('verify', name, settings, 1),
    wanted('verify', name, settings, headroom),
    ...(surviveReceiverOutageMs === null
      ? []
      : [wanted('verify', `${name}, receiver away`, settings, headroom, withOutage(plan, surviveReceiverOutageMs))]),
    ...(edge === null ? [] : [wanted('tighter', edgeName(edge.multiple, headroom), edge.settings, edge.multiple)]),
    ...(decision.kept && inUse({ scenario, ask }).mode === 'batch' ? [] : [current]),
  ];
}

/** A trial beyond the headroom is one of the same settings under more load, not of tighter ones. */
function edgeName(multiple: number, headroom: number): string {
  return multiple === headroom ? 'tighter' : 'beyond the first loss';
}
