/** What the process exit status means; scripts and CI rest on it. */
export const EXIT = {
  ok: 0,
  objectiveMissed: 1,
  badInput: 2,
  missingTool: 3,
  clusterFailed: 4,
  notTrusted: 5,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
