import { badInput, clusterFailed, messageOf } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import { httpText } from '../platform/http-text.ts';

export interface PrometheusAccess {
  /** With the path that it is served under. */
  readonly url: string;
  /** What the Authorization header says; `null`: nothing. */
  readonly authorization: string | null;
  readonly caPem: string | null;
  readonly signal: AbortSignal;
}

/** One series: its labels, and values at their times. */
export interface PrometheusSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

const TIMEOUT_MS = 60_000;
/** Prometheus refuses more of a series in one answer (web/api/v1 at v2.42). */
const MOST_POINTS = 11_000;

/** Values of a query at its steps; long ranges are asked for in parts. */
export async function queryRange(
  access: PrometheusAccess,
  query: string,
  { fromMs, toMs, stepMs }: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
): Promise<readonly PrometheusSeries[]> {
  const found = new Map<string, { labels: Record<string, string>; points: [number, number][] }>();
  const partMs = (MOST_POINTS - 1) * stepMs;
  for (let startMs = fromMs; startMs <= toMs; startMs += partMs + stepMs) {
    const endMs = Math.min(toMs, startMs + partMs);
    const asked = { query, start: String(startMs / 1000), end: String(endMs / 1000), step: String(stepMs / 1000) };
    for (const { metric, values = [] } of (await ask(access, 'query_range', asked)).result) {
      const key = JSON.stringify(metric);
      const series = found.get(key) ?? { labels: metric, points: [] };
      for (const [atSeconds, value] of values) series.points.push([atSeconds * 1000, Number(value)]);
      found.set(key, series);
    }
  }
  return [...found.values()];
}

/** The value of a query now. */
export async function queryNow(
  access: PrometheusAccess,
  query: string,
): Promise<readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]> {
  const { result } = await ask(access, 'query', { query });
  return result.map(({ metric, value }) => ({ labels: metric, value: Number(value?.[1] ?? Number.NaN) }));
}

/** Samples as they were scraped, of a query with a range such as `up[10m]`. */
export async function querySamples(access: PrometheusAccess, query: string): Promise<readonly PrometheusSeries[]> {
  const { result } = await ask(access, 'query', { query });
  return result.map(({ metric, values = [] }) => ({
    labels: metric,
    points: values.map(([atSeconds, value]) => [atSeconds * 1000, Number(value)] as const),
  }));
}

/** The names of metrics nearest to one that is not there, for a message. */
export async function nearestMetrics(access: PrometheusAccess, name: string): Promise<readonly string[]> {
  const { text } = await get(access, 'label/__name__/values', {});
  const names = (JSON.parse(text) as { data?: readonly string[] }).data ?? [];
  const alike = names.filter((known) => known.includes('audit') || known.startsWith('apiserver_'));
  const near = nearest(name, names);
  return [...new Set([...(near === undefined ? [] : [near]), ...alike])].slice(0, 5);
}

interface Answer {
  readonly result: readonly {
    readonly metric: Record<string, string>;
    readonly values?: readonly (readonly [number, string])[];
    readonly value?: readonly [number, string];
  }[];
}

async function ask(
  access: PrometheusAccess,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { status, text } = await get(access, path, parameters);
  try {
    const answer = JSON.parse(text) as { status: string; error?: string; data: Answer };
    if (answer.status === 'success') return answer.data;
    throw badInput(`${access.url}: Prometheus refuses the query: ${answer.error ?? text.slice(0, 200)}`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badInput(
      `${access.url}: answers ${status}, and not as Prometheus does`,
      'expected the address under which /api/v1/query is',
    );
  }
}

async function get(access: PrometheusAccess, path: string, parameters: Readonly<Record<string, string>>) {
  const { url, authorization, caPem, signal } = access;
  const headers = authorization === null ? {} : { Authorization: authorization };
  const query = new URLSearchParams(parameters).toString();
  const full = `${url.replace(/\/$/, '')}/api/v1/${path}?${query}`;
  const answer = await httpText(full, { headers, caPem }, TIMEOUT_MS, signal).catch((error: unknown) => {
    throw clusterFailed(
      `${url} cannot be reached: ${messageOf(error)}`,
      'look at the address, and at --ca-file where it has a certificate of its own',
    );
  });
  if (answer.status === 401 || answer.status === 403)
    throw badInput(`${url}: answers ${answer.status}`, 'give --token-file, or --basic-file with user:password');
  return answer;
}
