import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';

/** SHA-256 of a seal's file, hexadecimal. */
export function sealDigest(sealText: string): string {
  return hash('sha256', sealText, 'hex');
}

/** What is signed: that it is a seal of ours, and the digest of its file. */
function statement(sealText: string): Buffer {
  return Buffer.from(`audit-bench seal sha256:${sealDigest(sealText)}\n`);
}

/** Ed25519 (RFC 8032), base64. Errors: Node's, for a text that is no such key. */
export function signSeal(sealText: string, privateKeyPem: string): string {
  const key = createPrivateKey(privateKeyPem);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`an ${key.asymmetricKeyType ?? 'unknown'} key, expected ed25519`);
  return sign(null, statement(sealText), key).toString('base64');
}

/** Errors: Node's, for a text that is no such key. */
export function isSignatureOf(signature: string, sealText: string, publicKeyPem: string): boolean {
  const key = createPublicKey(publicKeyPem);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`an ${key.asymmetricKeyType ?? 'unknown'} key, expected ed25519`);
  return verify(null, statement(sealText), key, Buffer.from(signature.trim(), 'base64'));
}
