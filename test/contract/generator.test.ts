import { forkedWorkers } from '../../src/load/workers/forked-workers.ts';
import { podWorkers } from '../../src/load/workers/pods/pod-workers.ts';
import { loadWorkerContract } from '../support/contracts/load-worker.ts';
import { ProcessPods, podLoad } from '../support/process-pods.ts';

loadWorkerContract('forked processes', forkedWorkers, { several: true, bursts: true });
loadWorkerContract(
  'pods',
  podWorkers(podLoad(1), async () => new ProcessPods()),
  { several: false, bursts: true },
);
