import type { AuditBackend } from '../../core/settings.ts';
import type { RotatingFile } from '../../platform/log/rotating-file.ts';
import type { WebhookClient } from './webhook-client.ts';

/** Where a backend hands its batches, JSON of one event each. */
export interface AuditOutput {
  /** As `apiserver_audit_error_total` names it. */
  readonly plugin: AuditBackend;
  /** Resolves with how many events were lost for good. A log is written before it returns, so it holds the collector up. */
  deliver(eventTexts: readonly string[]): number | Promise<number>;
  close(): Promise<void>;
}

/** A batch is given up as a whole. */
export function webhookOutput(client: WebhookClient): AuditOutput {
  return {
    plugin: 'webhook',
    deliver: async (eventTexts) => ((await client.deliver(eventTexts)) ? 0 : eventTexts.length),
    close: () => client.close(),
  };
}

/** Each event is a write of its own, and fails alone (k8s.io/apiserver plugin/pkg/audit/log/backend.go at v0.36.3). */
export function logOutput(
  file: RotatingFile,
  lineOf: (eventText: string) => string,
  log: (line: string) => void,
): AuditOutput {
  return {
    plugin: 'log',
    deliver(eventTexts) {
      let lost = 0;
      for (const text of eventTexts) {
        try {
          file.write(`${lineOf(text)}\n`);
        } catch (error) {
          lost += 1;
          log(`Error in audit plugin 'log' affecting 1 audit events: ${String(error)}`);
        }
      }
      return lost;
    },
    close: () => file.close(),
  };
}
