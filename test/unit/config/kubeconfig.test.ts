import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { readWebhookKubeconfig } from '../../../src/config/kubeconfig.ts';
import { formatProblem } from '../../../src/core/errors.ts';
import { type CertificateAuthority, createAuthority } from '../../../src/platform/certificates.ts';

const DAY_MS = 86_400_000;

interface Parts {
  readonly server?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly current?: string;
}

function kubeconfig({
  server = 'https://10.0.0.5:8443/k8s-audit',
  cluster = '',
  user = '',
  current = 'webhook',
}: Parts): string {
  return `apiVersion: v1
kind: Config
clusters:
  - name: receiver
    cluster:
      server: ${server}
${cluster}users:
  - name: kube-apiserver
    user:
      x: 1
${user}contexts:
  - name: webhook
    context: { cluster: receiver, user: kube-apiserver }
current-context: ${current}
`;
}

let authority: CertificateAuthority;
let files: Readonly<Record<string, string>>;

beforeAll(async () => {
  authority = await createAuthority('receiver-ca');
  const client = await authority.client('kube-apiserver', []);
  const other = await authority.client('other', []);
  files = { 'ca.crt': authority.caPem, 'c.crt': client.certificatePem, 'c.key': client.keyPem, 'o.key': other.keyPem };
});

async function judge(text: string, inDays = 0): Promise<{ problems: readonly string[]; notes: readonly string[] }> {
  const readText = async (path: string): Promise<string | undefined> => files[path];
  const { problems, notes } = await readWebhookKubeconfig(text, 'w', { readText, nowMs: Date.now() + inDays * DAY_MS });
  return { problems: problems.map(formatProblem), notes };
}

/** A note; certificates of tests last a week. */
function expiry(file: string, name: string): string {
  const { validTo } = new X509Certificate(files[file] ?? '');
  return `the certificate CN=${name} expires on ${new Date(validTo).toISOString().slice(0, 10)}`;
}

const CA = '      certificate-authority: ca.crt\n';
const CLIENT = '      client-certificate: c.crt\n      client-key: c.key\n';
const FILE_HINT =
  '\n  hint: kube-apiserver must see it at that path: check on its machine, or write it into the -data key';
const DNS_HINT = "\n  hint: write the Service's cluster IP or an address of a node";

describe('the kubeconfig of an audit webhook', () => {
  test('complete: nothing to say but that its certificates expire within a month', async () => {
    const notes = [expiry('ca.crt', 'receiver-ca'), expiry('c.crt', 'kube-apiserver')];
    expect(await judge(kubeconfig({ cluster: CA, user: CLIENT }))).toEqual({ problems: [], notes });
    expect(await judge(kubeconfig({ cluster: CA, user: CLIENT }), -25)).toMatchObject({ notes: [] });
  });

  test('certificates inside it', async () => {
    const data = `      certificate-authority-data: ${Buffer.from(authority.caPem).toString('base64')}\n`;
    expect(await judge(kubeconfig({ cluster: data }))).toEqual({
      problems: [],
      notes: [expiry('ca.crt', 'receiver-ca')],
    });
  });

  const mistakes: readonly [string, Parts, string][] = [
    [
      'no current context',
      { current: '""' },
      'w:14:18 current-context: is missing: kube-apiserver takes no context by itself and does not start',
    ],
    [
      'a context that is not there',
      { current: 'other' },
      'w:14:18 current-context: there is no context "other", known: webhook',
    ],
    [
      "a name of the cluster's DNS",
      { server: 'https://falco.falco.svc:8443/k8s-audit' },
      `w:6:15 clusters[0].cluster.server: "falco.falco.svc" is a name of the cluster's DNS, and kube-apiserver asks its node's${DNS_HINT}`,
    ],
    [
      'its long form',
      { server: 'https://a.b.svc.cluster.local/' },
      `w:6:15 clusters[0].cluster.server: "a.b.svc.cluster.local" is a name of the cluster's DNS, and kube-apiserver asks its node's${DNS_HINT}`,
    ],
    [
      'no scheme',
      { server: '10.0.0.5:8443' },
      'w:6:15 clusters[0].cluster.server: expected an address such as "https://10.0.0.5:8443/audit", got "10.0.0.5:8443"\n  hint: with https:// in front',
    ],
    [
      'a CA file that is not there',
      { cluster: '      certificate-authority: gone.crt\n' },
      `w:7:30 clusters[0].cluster.certificate-authority: there is no file "gone.crt"${FILE_HINT}`,
    ],
    [
      'a path where data belongs',
      { cluster: '      certificate-authority-data: ./ca.crt\n' },
      'w:7:35 clusters[0].cluster.certificate-authority-data: is not base64\n  hint: base64 -w0 FILE makes it; a path belongs into certificate-authority',
    ],
    [
      'a CA that is none',
      { cluster: '      certificate-authority: c.key\n' },
      'w:7:30 clusters[0].cluster.certificate-authority: holds no PEM certificate',
    ],
    [
      'a CA beside insecure-skip-tls-verify',
      { cluster: `${CA}      insecure-skip-tls-verify: true\n` },
      'w:8:33 clusters[0].cluster.insecure-skip-tls-verify: kube-apiserver refuses it beside a certificate authority\n  hint: take one of the two out',
    ],
    [
      'a client certificate without its key',
      { cluster: CA, user: '      client-certificate: c.crt\n' },
      'w:11:7 users[0].user: has a client-certificate and no client-key',
    ],
    [
      "another client's key",
      { cluster: CA, user: '      client-certificate: c.crt\n      client-key: o.key\n' },
      "w:13:19 users[0].user.client-key: is not the key of the client's certificate",
    ],
  ];
  test.each(mistakes)('%s', async (_name, parts, problem) => {
    expect((await judge(kubeconfig(parts))).problems).toEqual([problem]);
  });

  test('certificates out of date', async () => {
    const { problems } = await judge(kubeconfig({ cluster: CA }), 4000);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^w:7:30 clusters\[0\]\.cluster\.certificate-authority: the certificate CN=receiver-ca expired on \d{4}-\d\d-\d\d$/,
    );
    expect((await judge(kubeconfig({ cluster: CA }), -4000)).problems[0]).toMatch(
      / is not valid before \d{4}-\d\d-\d\d$/,
    );
  });

  test.each([
    [
      'http',
      { server: 'http://10.0.0.5/' },
      'the server is http: audit events travel unencrypted, and anybody may send such',
    ],
    [
      'no CA',
      {},
      "no certificate-authority: the receiver's certificate must be signed by one that kube-apiserver's machine trusts",
    ],
    [
      'nothing verified',
      { cluster: '      insecure-skip-tls-verify: true\n' },
      'insecure-skip-tls-verify: kube-apiserver sends audit events to whoever answers',
    ],
  ])('%s: a note', async (_name, parts, note) => {
    expect(await judge(kubeconfig(parts))).toEqual({ problems: [], notes: [note] });
  });
});
