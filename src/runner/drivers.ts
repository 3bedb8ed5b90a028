import type { ClusterProvider } from '../clusters/provider.ts';
import type { LoadDriver } from '../load/generator.ts';
import type { ProbeDriver } from '../probes/probe.ts';
import type { Reporter } from '../report/reporter.ts';
import type { SinkDriver } from '../sinks/sink.ts';
import type { SearchStrategy } from '../tuning/strategy.ts';

/** The drivers of a run; only src/wiring.ts names them. */
export interface Drivers {
  readonly provider: ClusterProvider;
  /** Of the backend that is measured. */
  readonly sink: SinkDriver;
  /** Of the other one, which is not accounted for; `null`: it is off. */
  readonly alongside: SinkDriver | null;
  readonly load: LoadDriver;
  readonly probe: ProbeDriver;
  /** `null`: the scenario does not tune. */
  readonly strategy: SearchStrategy | null;
  readonly reporters: readonly Reporter[];
}
