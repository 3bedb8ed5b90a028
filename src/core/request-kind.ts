import type { LoadShape } from './load-shape.ts';
import { resourceText } from './resource-text.ts';

/** `/apis/apps/v1/…`: the version is not told apart in a shape. */
const GROUP_VERSION = /^\/apis\/[^/]+\/([^/]+)/;

/** A kind of requests as people write it: `update coordination.k8s.io/v1/leases`, `get /healthz`. */
export function requestKind(shape: LoadShape): string {
  const { verb, path, isResourceRequest } = shape;
  const version = GROUP_VERSION.exec(path)?.[1] ?? 'v1';
  return `${verb} ${isResourceRequest ? resourceText({ ...shape, version }) : path}`;
}
