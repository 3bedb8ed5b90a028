import { describe, expect, test } from 'vitest';
import { parseCluster } from '../../../src/config/cluster.ts';

const parse = (rest: string) => parseCluster(`apiVersion: audit-bench/v1\nkind: Cluster\nname: c\n${rest}`, 'c.yaml');

const refusal = (rest: string): string => {
  try {
    parse(rest);
  } catch (error) {
    return String(error);
  }
  return 'taken';
};

describe('load.via of a cluster file', () => {
  test('is the balancer of a kind cluster with several control planes; straight where nothing is said', () => {
    const kind = 'provider: kind\ncontrolPlanes: 2\n';
    expect(parse(`${kind}load: { via: loadBalancer }`)).toMatchObject({
      loadVia: 'loadBalancer',
      load: { from: 'this machine' },
    });
    expect(parse(kind)).toMatchObject({ loadVia: 'straight' });
    const pods = 'from: pods, parallelism: 2, image: i, context: k';
    expect(parse(`${kind}load: { via: loadBalancer, ${pods} }`)).toMatchObject({
      loadVia: 'loadBalancer',
      load: { from: 'pods', parallelism: 2 },
    });
  });

  test('is refused where there is no balancer, with where there is one', () => {
    expect(refusal('provider: kind\nload: { via: loadBalancer }')).toContain(
      'c.yaml:5:14 load.via: a kind cluster with one control plane has no load balancer\n  hint: controlPlanes: 2 or more',
    );
    for (const provider of ['embedded', 'local', 'existing'])
      expect(refusal(`provider: ${provider}\nload: { via: loadBalancer }`)).toContain(
        `load.via: with provider ${provider} there is no load balancer to send through`,
      );
  });

  test('keys of pods are asked for and refused by what load.from says', () => {
    expect(refusal('provider: kind\nload: { from: pods, image: i, context: k }')).toContain(
      'load.parallelism: is missing',
    );
    expect(refusal('provider: kind\nload: { parallelism: 2 }')).toContain('load.parallelism: unknown key');
    expect(refusal('provider: kind\nload: { from: machines }')).toContain('load.from: ');
  });
});
