import { badInput } from '../core/errors.ts';

/** Whoever asks for the metrics of an API server must be known to it, and permitted. Errors: AuditBenchError (exit 2). */
export function refuseForbidden(url: string, status: number): void {
  if (status === 401)
    throw badInput(
      `${url}/metrics: the API server answered 401: it does not know the user of the kubeconfig`,
      'its token or certificate may have expired: kubectl auth whoami asks the same',
    );
  if (status === 403)
    throw badInput(
      `${url}/metrics: the API server answered 403, no permission`,
      'the user needs a ClusterRole with {nonResourceURLs: ["/metrics"], verbs: ["get"]}',
    );
}
