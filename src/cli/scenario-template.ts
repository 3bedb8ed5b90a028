/** What `init` asks for. */
export interface ScenarioWishes {
  readonly name: string;
  /** `find`: flags that lose nothing; `compare`: own settings beside Kubernetes' defaults. */
  readonly aim: 'find' | 'compare';
  readonly backend: 'webhook' | 'log';
  /** `200/s` */
  readonly rate: string;
  /** Requests at once; 0: none. */
  readonly burst: number;
  /** Path or URL of the JSON Schema, for editors. */
  readonly schema: string;
}

/** A scenario to start from, with what one would change explained where it stands. */
export function scenarioTemplate(wishes: ScenarioWishes): string {
  const { name, aim, backend, rate, burst, schema } = wishes;
  return `# yaml-language-server: $schema=${schema}
# Check it with: audit-bench validate FILE      Run it with: audit-bench run FILE --cluster local
apiVersion: audit-bench/v1
kind: Scenario
name: ${name}
description: ${aim === 'find' ? 'Which audit flags lose nothing under this load?' : 'Own audit flags beside those of Kubernetes under this load.'}

# A shorthand (metadata, request, request-response, each also with -complete), or a path to your audit policy.
policy: metadata-complete
${backend === 'log' ? '\n# The audit log is measured instead of a webhook.\nbackend: log\n' : ''}
load:
  # What is asked for, by weight. More: pods, secrets, deployments.apps …, or { path: /version }.
  requests:
    - { verb: get, resource: configmaps, weight: 6 }
    - { verb: list, resource: configmaps, weight: 2 }
    - { verb: update, resource: configmaps, weight: 1, bodySize: 1KiB }
  # One after another. A ramp: rate: { from: 100/s, to: 800/s }; silence: idle: 5s
  phases:
    - { name: warm-up, rate: ${rate}, duration: 2s, measure: false }
    - { name: steady, rate: ${rate}, duration: 10s }
${burst > 0 ? `    - { name: burst, burst: { requests: ${burst}, connections: 32 } }\n    - { name: after, rate: ${rate}, duration: 10s }\n` : ''}${backend === 'webhook' ? '\n# How the receiver behaves; receiver.faults make it slow, refuse or go away.\nreceiver: { latency: 5ms }\n' : ''}
${aim === 'find' ? findPart(backend) : comparePart(backend)}
# What a trial must keep to pass.
objectives: { lossRatio: 0, missing: 0 }
`;
}

function findPart(backend: ScenarioWishes['backend']): string {
  const limits =
    backend === 'webhook'
      ? '# What the receiver takes and what you can wait for; leave out what does not matter.\n  limits: { bodySize: 12MiB, deliveryLag: 30s }'
      : '# What you can spare and wait for; leave out what does not matter.\n  limits: { bufferMemory: 64MiB, deliveryLag: 5s }';
  return `# Searches for the smallest change of flags that loses nothing at so many times this load, and proves it.
tune:
  headroom: 1.5
  ${limits}

# The flags that you have; without it Kubernetes' defaults.
# current: { manifest: /etc/kubernetes/manifests/kube-apiserver.yaml }
`;
}

function comparePart(backend: ScenarioWishes['backend']): string {
  const own =
    backend === 'webhook'
      ? '{ name: mine, bufferSize: 5000, maxBatchSize: 200, maxBatchWait: 5s, throttleQps: 20, throttleBurst: 30 }'
      : '{ name: mine, mode: batch, bufferSize: 5000, maxBatchSize: 100, maxBatchWait: 1s }';
  return `# Each is measured; a matrix makes one of every combination: matrix: { bufferSize: [1000, 4000] }
variants:
  - ${own}
  - { name: defaults, preset: kubernetes-defaults }

# Again and again tells chance from difference.
repeat: 1
`;
}
