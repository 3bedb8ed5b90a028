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

/** The library would renew at this moment. */
const TOKEN_MARGIN_MS = 10_000;

/**
 * The token that an OIDC provider gave for a kubeconfig runs out within the hour and is renewed by kubectl, which writes
 * down what it got. It is not renewed here: many providers give a refresh token once only, and the kubeconfig, which is
 * not ours to write, would be left with one that is spent.
 * Errors: AuditBenchError (exit 2) when it has run out.
 */
export function refuseExpiredToken(user: AuthenticatedUser | null, context: string, nowMs: number): void {
  if (user?.authProvider?.name !== 'oidc') return;
  const token = user.authProvider.config?.['id-token'];
  if (token === undefined) return;
  const expiresMs = expiryOf(token);
  if (expiresMs - TOKEN_MARGIN_MS > nowMs) return;
  const state = Number.isNaN(expiresMs) ? 'cannot be read' : `expired at ${new Date(expiresMs).toISOString()}`;
  throw badInput(
    `context ${context}: the OIDC id-token of user ${user.name} ${state}`,
    `kubectl --context ${context} version renews it; or take an exec plugin, which is asked again for every trial`,
  );
}

/** As far as it matters here (@kubernetes/client-node User). */
interface AuthenticatedUser {
  readonly name: string;
  readonly authProvider?: { readonly name: string; readonly config?: Readonly<Record<string, string | undefined>> };
}

/** Epoch ms, of a JSON Web Token; NaN: it does not tell. */
function expiryOf(token: string): number {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      readonly exp?: unknown;
    };
    return Number(claims.exp) * 1000;
  } catch {
    return Number.NaN;
  }
}

function day(text: string): string {
  return new Date(text).toISOString().slice(0, 10);
}
