import { z } from 'zod';
import { messageOf, type Problem } from '../core/errors.ts';
import { PROBE_VERSION, type ProbeStep } from '../core/receiver-probe.ts';
import { pathRefusal } from '../core/system-error.ts';
import { problemAt, show } from './problems.ts';
import type { ReadText } from './read-text.ts';
import type { YamlSource } from './yaml-document.ts';

const probeSchema = z.object({
  probe: z.literal(PROBE_VERSION),
  sustained: z.object({ concurrency: z.number(), batchesPerSecond: z.number() }).nullable(),
});

/** What a receiver was found to take; `null`: no probe is named. */
export type ProbedLimits = Pick<ProbeStep, 'concurrency' | 'batchesPerSecond'> | null;

const AT = ['tune', 'limits', 'fromProbe'] as const;

/** Reads the file of `probe-receiver`, relative to the scenario. */
export async function readProbe(
  file: string | undefined,
  source: YamlSource,
  readText: ReadText,
): Promise<{ readonly probed: ProbedLimits; readonly problems: readonly Problem[] }> {
  if (file === undefined) return { probed: null, problems: [] };
  const refuse = (sentence: string, hint: string) => ({
    probed: null,
    problems: [problemAt(source, [...AT], sentence, hint)],
  });
  const made = 'audit-bench probe-receiver URL --out FILE writes one';
  let text: string | undefined;
  try {
    text = await readText(file, 'probe');
  } catch (error) {
    return refuse(`${show(file)}: ${pathRefusal(error) ?? messageOf(error)}`, made);
  }
  if (text === undefined) return refuse(`there is no file ${show(file)}`, made);
  const parsed = probeSchema.safeParse(jsonOf(text));
  if (!parsed.success) return refuse(`${show(file)} is not of probe-receiver`, made);
  const { sustained } = parsed.data;
  if (sustained === null)
    return refuse(`${show(file)}: that receiver failed POSTs at every step`, 'mend it, and probe it again');
  return { probed: sustained, problems: [] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
