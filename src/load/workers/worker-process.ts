import { serveParent } from '../../platform/child.ts';
import { emitTyped } from '../../platform/typed-channel.ts';
import { serveWorker } from './worker-calls.ts';
import type { WorkerEvents } from './worker-channel.ts';

const worker = serveWorker((event, data) => emitTyped<WorkerEvents, typeof event>(event, data));

serveParent({ ...worker.calls }, () => worker.close());
