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
    start_at: 'beginning',
    poll_interval: '50ms',
    max_log_size: '4MiB',
    storage: 'file_storage',
    retry_on_failure: { enabled: true },
  };
  const exporter = to === 'file' ? { append: true, flush_interval: '50ms' } : { encoding: 'json' };
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
  writeFileSync(join(dir, 'config.yaml'), JSON.stringify(config));
  const place = to === 'file' ? 'exporters::file::path={output}' : 'exporters::otlphttp::logs_endpoint={output}';
  return [
    built.path,
    `--config=${join(dir, 'config.yaml')}`,
    '--set=receivers::filelog::include=[{log}]',
    `--set=${place}`,
  ];
}
