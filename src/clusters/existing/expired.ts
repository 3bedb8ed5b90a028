import { X509Certificate } from 'node:crypto';
import { badInput } from '../../core/errors.ts';

/**
 * A client certificate that has run out is told by itself: the API server says no more than 401.
 * `certificate`: PEM, or nothing where the user has none. Errors: AuditBenchError (exit 2).
 */
export function refuseExpired(certificate: unknown, context: string, nowMs: number): void {
  if (typeof certificate !== 'string' && !(certificate instanceof Uint8Array)) return;
  const { subject, validFrom, validTo } = new X509Certificate(certificate);
  const name = `context ${context}: the client certificate ${subject.replaceAll('\n', ', ')}`;
  const hint = 'get a new one, such as kubeadm certs renew makes, or choose another context';
  if (Date.parse(validTo) < nowMs) throw badInput(`${name} expired on ${day(validTo)}`, hint);
  if (Date.parse(validFrom) > nowMs)
    throw badInput(`${name} is not valid before ${day(validFrom)}`, "look at this machine's clock");
}

function day(text: string): string {
  return new Date(text).toISOString().slice(0, 10);
}
