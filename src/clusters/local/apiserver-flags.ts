import type { ListenPlace } from '../processes/cluster.ts';
import { join } from 'node:path';
import type { FlagValues } from '../../core/flags.ts';

/** What a kube-apiserver without a cluster around it needs (its own help says which of them it cannot do without). */
export function localApiserverFlags({ host, port }: ListenPlace, dir: string, etcdUrl: string): FlagValues {
  return {
    'etcd-servers': etcdUrl,
    'bind-address': host,
    'secure-port': String(port),
    'advertise-address': host,
    'tls-cert-file': join(dir, 'server.crt'),
    'tls-private-key-file': join(dir, 'server.key'),
    'cert-dir': dir,
    'client-ca-file': join(dir, 'ca.crt'),
    // A proxy of ours says who sends each request, so that the policy sees every identity of a load itself.
    'requestheader-client-ca-file': join(dir, 'requestheader-ca.crt'),
    'requestheader-username-headers': 'X-Remote-User',
    'requestheader-group-headers': 'X-Remote-Group',
    'service-account-issuer': 'https://audit-bench.invalid',
    'service-account-key-file': join(dir, 'server.crt'),
    'service-account-signing-key-file': join(dir, 'server.key'),
    // A new cluster's RBAC knows only system:masters; AlwaysAllow behind it lets every load identity in.
    'authorization-mode': 'RBAC,AlwaysAllow',
    'anonymous-auth': 'false',
    'service-cluster-ip-range': '10.0.0.0/24',
    // Pods could not be created otherwise: nobody here makes the default service account.
    'disable-admission-plugins': 'ServiceAccount',
    // Several API servers may not fight over the endpoints of the kubernetes service.
    'endpoint-reconciler-type': 'none',
  };
}
