import { request, type RequestOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';

export interface HttpsAnswer {
  readonly status: number;
  readonly text: string;
  /** The server's own clock when it answered, to the second below; NaN: it did not say. */
  readonly dateMs: number;
  /** SHA-256 of the certificate that the server showed. */
  readonly certificate: string;
}

/**
 * GETs a text over TLS with Node's own options (ca, cert, key, headers, rejectUnauthorized), each over a connection of
 * its own: a load balancer may give the next one to another server. Rejects without an answer.
 */
export function httpsGet(
  url: string,
  options: RequestOptions,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<HttpsAnswer> {
  return httpsAsk({ method: 'GET', url, json: null }, options, timeoutMs, signal);
}

export interface HttpsQuestion {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  /** Body; `null`: none. */
  readonly json: string | null;
}

/** The same with other methods. */
export function httpsAsk(
  { method, url, json }: HttpsQuestion,
  options: RequestOptions,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<HttpsAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, method, timeout: timeoutMs, signal }, (response) => {
      // Asked for while the connection is there.
      const certificate = (response.socket as TLSSocket).getPeerCertificate().fingerprint256;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          text,
          dateMs: Date.parse(response.headers.date ?? ''),
          certificate,
        }),
      );
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)));
    sent.on('error', reject);
    sent.setHeader('Connection', 'close');
    if (json !== null) sent.setHeader('Content-Type', 'application/json');
    sent.end(json ?? undefined);
  });
}
