import 'reflect-metadata';
import { createPrivateKey, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import type { CertificateCredentials, CertificatePair } from '../core/credentials.ts';
import { epochMs } from './clock.ts';

type CryptoKey = webcrypto.CryptoKey;
type CryptoKeyPair = webcrypto.CryptoKeyPair;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** A certificate authority that lives as long as the run; PEM everywhere. */
export interface CertificateAuthority {
  readonly caPem: string;
  readonly caKeyPem: string;
  /** Serves TLS under these IPs and DNS names. */
  server(names: readonly string[]): Promise<CertificatePair>;
  /** A client as Kubernetes reads it: the user is the common name, the groups are organisations. */
  client(user: string, groups: readonly string[]): Promise<CertificateCredentials>;
}

/** Makes a new authority. */
export async function createAuthority(name: string): Promise<CertificateAuthority> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    ...validity(),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return authority(certificate, keys.privateKey);
}

/** An existing authority, such as a cluster's own. The key: RSA or EC, PEM in PKCS#8, PKCS#1 or SEC1. */
export async function loadAuthority(caPem: string, caKeyPem: string): Promise<CertificateAuthority> {
  const certificate = new x509.X509Certificate(caPem);
  const isRsa = certificate.publicKey.algorithm.name.startsWith('RSA');
  const algorithm = isRsa ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : ALGORITHM;
  const der = createPrivateKey(caKeyPem).export({ type: 'pkcs8', format: 'der' });
  const key = await webcrypto.subtle.importKey('pkcs8', der, algorithm, true, ['sign']);
  return authority(certificate, key);
}

async function authority(certificate: x509.X509Certificate, caKey: CryptoKey): Promise<CertificateAuthority> {
  const issue = async (
    subject: x509.JsonName,
    usage: x509.ExtendedKeyUsage,
    names: readonly string[],
  ): Promise<CertificatePair> => {
    const keys = await generateKeys();
    const alternatives = names.map((name) => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name }));
    const issued = await x509.X509CertificateGenerator.create({
      subject,
      issuer: certificate.subject,
      ...validity(),
      publicKey: keys.publicKey,
      signingKey: caKey,
      signingAlgorithm: caKey.algorithm.name.startsWith('RSA')
        ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
        : ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey),
        ...(alternatives.length > 0 ? [new x509.SubjectAlternativeNameExtension(alternatives)] : []),
      ],
    });
    return { certificatePem: `${issued.toString('pem')}\n`, keyPem: await exportKey(keys.privateKey) };
  };
  return {
    caPem: `${certificate.toString('pem')}\n`,
    caKeyPem: await exportKey(caKey),
    server: (names) => issue([{ CN: [names[0] ?? 'localhost'] }], x509.ExtendedKeyUsage.serverAuth, names),
    async client(user, groups) {
      const subject = [...groups.map((group) => ({ O: [group] })), { CN: [user] }];
      return { kind: 'certificate', ...(await issue(subject, x509.ExtendedKeyUsage.clientAuth, [])) };
    },
  };
}

async function generateKeys(): Promise<CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function exportKey(key: CryptoKey): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', key);
  return `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`;
}

/** An hour back, for clocks that differ a little; a week is longer than any run. */
function validity(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(epochMs() - 3_600_000), notAfter: new Date(epochMs() + 7 * DAY_MS) };
}
