// Analyses a trial's folder in a process of its own, for bench/analysis.js: prints what it took and what it found.
import { analyseTrialDir } from '../dist/runner/analyse-dir.js';

const { result } = await analyseTrialDir(process.argv[2]);
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
console.log(
  JSON.stringify({
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakBytes: maxRSS * 1024,
    result: { expected: result.ours.expected, missing: result.ours.missing, doubts: result.doubts },
  }),
);
