import { createPrivateKey, X509Certificate } from 'node:crypto';

/** `null`: the text holds no PEM certificate. */
export function readCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

/** Whether a key is that of the certificate; a text that is no key is not. */
export function belongsTo(certificate: X509Certificate, keyPem: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(keyPem));
  } catch {
    return false;
  }
}
