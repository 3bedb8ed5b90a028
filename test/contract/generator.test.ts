import { forkedWorker } from '../../src/load/workers/forked-worker.ts';
import { loadWorkerContract } from '../support/contracts/load-worker.ts';

loadWorkerContract('forked processes', forkedWorker, { several: true, bursts: true });
