import { expect, test } from 'vitest';
import { refuseForbidden } from '../../../src/cli/refused-metrics.ts';

test('a user that is not known and one that is not permitted get different advice', () => {
  expect(() => refuseForbidden('https://a', 401)).toThrow(
    'https://a/metrics: the API server answered 401: it does not know the user of the kubeconfig',
  );
  expect(() => refuseForbidden('https://a', 403)).toThrow(
    'https://a/metrics: the API server answered 403, no permission',
  );
  expect(() => refuseForbidden('https://a', 200)).not.toThrow();
});
