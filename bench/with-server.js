import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Runs `work` with a bare TLS server in another process. */
export async function withLoopbackServer(work) {
  const child = fork(new URL('./loopback-server.js', import.meta.url));
  const [server] = await once(child, 'message');
  try {
    return await work({ ...server, instance: { name: 'loopback', origin: `https://127.0.0.1:${server.port}` } });
  } finally {
    child.disconnect();
    await once(child, 'exit');
  }
}
