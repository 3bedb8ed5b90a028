import { FLAG_FORMATS, flagFile, formatFlags } from './flag-formats.ts';
import type { Reporter } from './reporter.ts';

/** `recommended/`: the recommended flags in every format; no files without a recommendation. */
export const flagFilesReporter: Reporter = {
  name: 'flags',
  async render({ recommendation, inputs }) {
    if (recommendation?.settings == null) return [];
    const deployment = { flags: recommendation.flags, policyText: inputs.policyText };
    return FLAG_FORMATS.map((format) => ({
      path: `recommended/${flagFile(format)}`,
      text: formatFlags(deployment, format),
    }));
  },
};
