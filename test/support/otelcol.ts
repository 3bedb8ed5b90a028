import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGoProgram } from './go-program.ts';

const built = await buildGoProgram('otelcol');

/** Why tests with an OpenTelemetry collector cannot run here; `null`: they can. */
export const noOtelcol: string | null = 'missing' in built ? built.missing : null;

// In CI they must run: a skip there would be a test that cannot fail.
if (noOtelcol !== null && process.env['AUDIT_BENCH_REQUIRE_REAL'] === '1') throw new Error(noOtelcol);

/** How a collector is started that reads an audit log, keeps its place in a folder, and writes a file or POSTs. */
export function otelcolCommand(to: 'file' | 'webhook'): readonly string[] {
  if ('missing' in built) throw new Error(built.missing);
  const dir = mkdtempSync(join(tmpdir(), 'audit-bench-otelcol-'));
  const receiver = {
    include: ['LOG'],
    start_at: 'beginning',
    poll_interval: '50ms',
    max_log_size: '4MiB',
    storage: 'file_storage',
    retry_on_failure: { enabled: true },
  };
  const exporter =
    to === 'file'
      ? { path: 'OUTPUT', append: true, flush_interval: '50ms' }
      : { logs_endpoint: 'OUTPUT', encoding: 'json' };
  const name = to === 'file' ? 'file' : 'otlphttp';
  const config = {
    extensions: { file_storage: { directory: dir } },
    receivers: { filelog: receiver },
    exporters: { [name]: exporter },
    service: {
      extensions: ['file_storage'],
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
      pipelines: { logs: { receivers: ['filelog'], exporters: [name] } },
    },
  };
  // JSON is YAML.
  writeFileSync(join(dir, 'template.yaml'), JSON.stringify(config));
  // The places are known when it is started, and a configuration file does not know them. What rotation puts aside while
  // it is away is found only by a pattern that takes it in.
  const fill = `sed -e "s|LOG|\${0%.log}*.log|; s|OUTPUT|$1|" ${dir}/template.yaml > ${dir}/config.yaml`;
  return ['sh', '-c', `${fill} && exec ${built.path} --config=${dir}/config.yaml`, '{log}', '{output}'];
}
