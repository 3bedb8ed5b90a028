import type { ApiserverInstance } from '../core/api.ts';
import type { SampleRecord } from '../core/records.ts';
import type { UsableCredentials } from '../core/credentials.ts';
import type { Resource, Scope } from '../core/scope.ts';

/** Reads an API server from outside. */
export interface ProbeDriver {
  open(options: ProbeOptions, scope: Scope): Promise<Probe>;
}

export interface ProbeOptions {
  readonly instances: readonly ApiserverInstance[];
  readonly caPem: string;
  readonly client: UsableCredentials;
  readonly trialKey: string;
}

export interface Probe extends Resource {
  /** One sample of each instance, all at once. A failed scrape is a sample too, with `counters: null`. */
  read(mark: SampleRecord['mark'], signal: AbortSignal): Promise<readonly SampleRecord[]>;
  /** GETs a path with this Audit-ID on an instance and resolves with the status; for path proof, fillers, readiness. */
  get(instance: string, path: string, auditId: string, signal: AbortSignal): Promise<number>;
}
