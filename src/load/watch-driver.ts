import { writeFileAtomic } from '../platform/files.ts';
import type { LoadDriver, PhaseSummary } from './generator.ts';

/** Sends nothing, for a cluster that is only read: the phases pass. */
export const watchDriver: LoadDriver = {
  async open({ load, recordFile }, { clock, signal }) {
    await writeFileAtomic(recordFile, '');
    return {
      setUp: async () => {},
      async run(indexes) {
        const phases: PhaseSummary[] = [];
        for (const index of indexes) {
          const phase = load.phases[index];
          if (phase === undefined || phase.kind === 'burst') continue;
          const startMs = clock.nowMs();
          await clock.sleep(phase.durationMs, signal);
          phases.push({ index, kind: phase.kind, startMs, endMs: clock.nowMs(), intended: 0 });
        }
        return { phases, shapes: [], workers: [] };
      },
      cleanUp: async () => {},
      close: async () => {},
    };
  },
};
