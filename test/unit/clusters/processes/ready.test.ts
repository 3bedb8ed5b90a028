import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { waitReady } from '../../../../src/clusters/processes/ready.ts';
import type { Program } from '../../../../src/platform/programs.ts';
import { testScope } from '../../../support/scope.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

let answer = 503;
const server = createServer((_, response) => void response.writeHead(answer).end());
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/readyz`;
afterEach(() => {
  server.closeAllConnections();
});

function programThat(how: string | null) {
  const scope = { ...testScope(), clock: new VirtualClock(0) };
  const logFile = join(scope.runDir, 'program.log');
  writeFileSync(logFile, 'I1127 starting\nE1127 cannot reach etcd\n');
  const ended = how === null ? new Promise<string>(() => {}) : Promise.resolve(how);
  const program: Program = {
    pid: -1,
    logFile,
    ended,
    running: how === null,
    stop: async () => {},
    kill: async () => {},
  };
  return { scope, wait: () => waitReady({ name: 'kube-apiserver', program, url, boundMs: 1000 }, scope) };
}

test('a program that runs and never gets ready is given up at its bound, with its last word', async () => {
  answer = 503;
  const { scope, wait } = programThat(null);
  await expect(wait()).rejects.toMatchObject({
    exitCode: 4,
    problems: [{ message: 'kube-apiserver was not ready after 1 s: E1127 cannot reach etcd' }],
  });
  expect(scope.clock.nowMs()).toBe(1050);
});

test('one that has ended is not waited for', async () => {
  const { scope, wait } = programThat('status 1');
  await expect(wait()).rejects.toMatchObject({
    problems: [{ message: 'kube-apiserver ended at start with status 1: E1127 cannot reach etcd' }],
  });
  expect(scope.clock.nowMs()).toBe(0);
});

test('one that answers is ready', async () => {
  answer = 200;
  const { scope, wait } = programThat(null);
  await wait();
  expect(scope.clock.nowMs()).toBe(0);
});
