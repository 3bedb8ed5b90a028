import { z } from 'zod';
import type { Problem } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import { type PlannedRestart, RESTART_KINDS } from '../core/restart.ts';
import type { Variant } from '../core/scenario.ts';
import { problemAt, show } from './problems.ts';
import { count, durationOrZero } from './quantities.ts';
import type { YamlSource } from './yaml-document.ts';

const at = durationOrZero.default(0).describe('from the start of the measurement');

/** What happens to API servers in the middle of a measurement, as planned. */
export const apiserverSchema = z
  .strictObject({
    faults: z
      .array(
        z.discriminatedUnion('kind', [
          z.strictObject({
            kind: z
              .enum(RESTART_KINDS)
              .describe('restart: SIGTERM, its buffer is emptied first; kill: SIGKILL, what is in its buffer is lost'),
            at,
            instance: count.default(1).describe('of several API servers, from 1'),
            for: durationOrZero
              .default(0)
              .describe('it stays away for so long at least; default: started again at once'),
          }),
          z.strictObject({
            kind: z.literal('rollout').describe('one API server after the other is restarted with other settings'),
            at,
            to: z.string().min(1).describe('of a rollout: the variant whose settings come'),
            pause: durationOrZero
              .default(0)
              .describe('of a rollout: from when one is ready until the next is restarted'),
          }),
        ]),
      )
      .default([]),
  })
  .optional()
  .describe('planned, so no doubt: what is lost is counted as lostAtRestart');

type ApiserverInput = z.output<typeof apiserverSchema>;

/** In the order of time; a rollout whose variant is not there, which is a problem of the file, is left out. */
export function toRestarts(input: ApiserverInput, variants: readonly Variant[]): readonly PlannedRestart[] {
  return (input?.faults ?? [])
    .flatMap((fault): readonly PlannedRestart[] => {
      if (fault.kind !== 'rollout')
        return [{ fromMs: fault.at, kind: fault.kind, instance: fault.instance, awayMs: fault.for }];
      const settings = variants.find(({ name }) => name === fault.to)?.settings;
      if (settings?.mode !== 'batch') return [];
      return [{ fromMs: fault.at, kind: 'rollout', to: { variant: fault.to, settings }, pauseMs: fault.pause }];
    })
    .sort((a, b) => a.fromMs - b.fromMs);
}

/** What cannot be rolled out. */
export function rolloutProblems(
  input: ApiserverInput,
  variants: readonly Variant[],
  tunes: boolean,
  source: YamlSource,
): readonly Problem[] {
  const faults = input?.faults ?? [];
  return faults.flatMap((fault, index) => {
    if (fault.kind !== 'rollout') return [];
    const path = ['apiserver', 'faults', index];
    if (tunes)
      return [
        problemAt(source, path, 'a rollout goes from one variant to another, and "tune" measures settings of its own'),
      ];
    if (faults.length > 1)
      return [
        problemAt(source, path, 'a rollout ends every API server in turn, and nothing else can be planned beside it'),
      ];
    const sentence = whyNot(fault.to, variants);
    return sentence === null ? [] : [problemAt(source, [...path, 'to'], sentence)];
  });
}

function whyNot(to: string, variants: readonly Variant[]): string | null {
  const variant = variants.find(({ name }) => name === to);
  if (variant === undefined) {
    const near = nearest(
      to,
      variants.map(({ name }) => name),
    );
    return `no variant is named ${show(to)}${near === undefined ? '' : `, did you mean "${near}"?`}`;
  }
  if (variant.policy !== undefined || variants.some(({ policy }) => policy !== undefined))
    return 'with a rollout variants differ in settings only, and some here have a policy of their own';
  if (variants.some(({ settings }) => settings.mode !== 'batch'))
    return 'a rollout goes from batch mode to batch mode, and a variant here has another mode';
  return null;
}
