import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface HttpText {
  readonly status: number;
  readonly text: string;
}

/** GETs a text, over TLS or not as the URL says; `caPem`: trusted beside those of the system. Rejects without an answer. */
export function httpText(
  url: string,
  options: { readonly headers: Readonly<Record<string, string>>; readonly caPem: string | null },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<HttpText> {
  const { headers, caPem } = options;
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { headers, timeout: timeoutMs, signal, ...(caPem === null ? {} : { ca: caPem }) },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)));
    sent.on('error', reject);
    sent.end();
  });
}
