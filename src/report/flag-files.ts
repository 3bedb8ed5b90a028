import { FLAG_FILES, FLAG_FORMATS, formatFlags } from './flag-formats.ts';
import type { Reporter } from './reporter.ts';

/** `recommended/`: the recommended flags in every format; no files without a recommendation. */
export const flagFilesReporter: Reporter = {
  name: 'flags',
  async render({ recommendation }) {
    if (recommendation?.settings == null) return [];
    return FLAG_FORMATS.map((format) => ({
      path: `recommended/${FLAG_FILES[format]}`,
      text: formatFlags(recommendation.flags, format),
    }));
  },
};
