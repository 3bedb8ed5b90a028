import { runPod } from '../../../platform/pod-main.ts';
import { connectBySecret } from '../../../platform/tls-sockets.ts';
import { serveSocket } from '../../../platform/socket-channel.ts';
import { serveWorker } from '../worker-calls.ts';
import { SECRET_DIR } from './job-manifest.ts';
import { HELLO, type PodHello } from './pod-channel.ts';

/** A worker in a pod: calls the runner, then does what it is asked until the runner hangs up. */
await runPod(SECRET_DIR, async ({ dir, index, pod }) => {
  const worker = serveWorker((event, data) => channel.emit(event, data));
  const channel = serveSocket(await connectBySecret(dir), { ...worker.calls });
  channel.emit(HELLO, { index, pod } satisfies PodHello);
  await channel.ended;
  await worker.close();
});
