import { Pool } from 'undici';
import { messageOf } from '../core/errors.ts';
import { auditId } from '../core/audit-id.ts';
import { headersOf, tlsOf } from '../core/credentials.ts';
import type { SampleRecord } from '../core/records.ts';
import { readCounters } from './apiserver-counters.ts';
import type { ProbeDriver } from './probe.ts';

const CONNECTIONS = 16;
const TIMEOUT_MS = 10_000;

/** Scrapes /metrics of every API server on its own, as one client. */
export const apiserverProbe: ProbeDriver = {
  async open({ instances, caPem, client, trialKey }, scope) {
    const pools = new Map(
      instances.map(({ name, origin }) => [
        name,
        new Pool(origin, {
          connections: CONNECTIONS,
          keepAliveTimeout: 60_000,
          headersTimeout: TIMEOUT_MS,
          bodyTimeout: TIMEOUT_MS,
          connect: { ca: caPem, ...tlsOf(client) },
        }),
      ]),
    );
    let scrapes = 0;
    const pool = (instance: string): Pool => {
      const found = pools.get(instance);
      if (found === undefined) throw new Error(`no API server is called ${instance}`);
      return found;
    };
    const sample = async (instance: string, mark: SampleRecord['mark'], signal: AbortSignal): Promise<SampleRecord> => {
      scrapes += 1;
      const headers = ['Audit-ID', auditId(trialKey, 'scrape', scrapes), ...headersOf(client)];
      const sentMs = scope.clock.nowMs();
      try {
        const { statusCode, body } = await pool(instance).request({ method: 'GET', path: '/metrics', headers, signal });
        const page = await body.text();
        const doneMs = scope.clock.nowMs();
        if (statusCode !== 200)
          return { instance, sentMs, doneMs, mark, counters: null, error: `/metrics answered ${statusCode}` };
        return { instance, sentMs, doneMs, mark, counters: readCounters(page) };
      } catch (error) {
        return { instance, sentMs, doneMs: scope.clock.nowMs(), mark, counters: null, error: messageOf(error) };
      }
    };
    return {
      read: (mark, signal) => Promise.all(instances.map(({ name }) => sample(name, mark, signal))),
      async get(instance, path, auditId, signal) {
        const { statusCode, body } = await pool(instance).request({
          method: 'GET',
          path,
          headers: ['Audit-ID', auditId, ...headersOf(client)],
          signal,
        });
        await body.dump();
        return statusCode;
      },
      async close() {
        await Promise.all([...pools.values()].map((open) => open.destroy()));
      },
    };
  },
};
