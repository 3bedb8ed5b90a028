import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario } from '../../src/config/scenario.ts';
import type { RunResult, TrialResult } from '../../src/core/result.ts';
import type { Scenario } from '../../src/core/scenario.ts';
import { seededRandom } from '../../src/core/random.ts';
import { silentProgress } from '../../src/platform/run-scope.ts';
import type { Drivers } from '../../src/runner/drivers.ts';
import { runScenario } from '../../src/runner/run.ts';
import { tempDir } from './cli.ts';
import { FakeApiserver } from './fake-apiserver.ts';
import { type FakeFaults, fakeDrivers } from './fake-drivers.ts';
import { VirtualClock } from './virtual-clock.ts';

const START_MS = Date.parse('2026-11-24T09:00:00Z');

export interface FakeRun {
  readonly runDir: string;
  readonly clock: VirtualClock;
  readonly apiserver: FakeApiserver;
  /** Sentences that the run left behind. */
  readonly notes: string[];
  readonly steps: string[];
  /** Runs a scenario; with trials that an interrupted run has paid for. */
  run(scenario: Scenario, kept?: readonly TrialResult[]): Promise<RunResult>;
}

export interface FakeRunOptions {
  readonly faults?: FakeFaults;
  readonly change?: (drivers: Drivers) => Drivers;
  /** Of an interrupted run; default: a new one. */
  readonly runDir?: string;
  /** Called at every step. */
  readonly onStep?: (step: string, stop: () => void) => void;
}

/** A run on fake drivers in virtual time; its records are real files. */
export function fakeRun({
  faults = {},
  change = (drivers) => drivers,
  runDir = join(tempDir(), 'run'),
  onStep = () => {},
}: FakeRunOptions = {}): FakeRun {
  mkdirSync(runDir, { recursive: true });
  const clock = new VirtualClock(START_MS);
  const apiserver = new FakeApiserver(clock);
  const stop = new AbortController();
  const notes: string[] = [];
  const steps: string[] = [];
  const progress = {
    ...silentProgress,
    step(text: string) {
      steps.push(text);
      onStep(text, () => stop.abort(new Error('stop')));
    },
    note: (text: string) => void notes.push(text),
  };
  const drivers = change(fakeDrivers(apiserver, clock, faults));
  return {
    runDir,
    clock,
    apiserver,
    notes,
    steps,
    run(scenario, kept = []) {
      const scope = { signal: stop.signal, clock, random: seededRandom(1), progress, runDir };
      const cluster = {
        name: 'fake',
        provider: 'local',
        apiservers: 1,
        load: { from: 'this machine' },
        kubernetesVersion: null,
        apiserverFlags: {},
      } as const;
      const texts = { scenarioFile: '', scenarioText: '', clusterFile: '', clusterText: '', policyText: '' };
      const inputs = { ...texts, overrides: [], seed: 1, command: '' };
      return runScenario({ scenario, cluster, inputs, kept }, drivers, scope);
    },
  };
}

/** A scenario of a burst on these variants. */
export async function burstScenario(variants: string, more = ''): Promise<Scenario> {
  const text = `apiVersion: audit-bench/v1
kind: Scenario
name: fake
policy: metadata-complete
load: { requests: [{ verb: get, resource: configmaps }], phases: [{ burst: { requests: 1000, connections: 8 } }] }
${variants}
${more}`;
  return parseScenario(text, 'fake.yaml', [], async () => undefined);
}
