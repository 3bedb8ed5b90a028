import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { noKind } from './kind.ts';

/** The lab's own scripts make pods run on a kind cluster, and images of Node programs, without an image registry. */
const LAB = resolve('../shared/lab');
export const PODS_UP = `${LAB}/pods-up`;
export const NODE_IMAGE = `${LAB}/node-image`;

/** Why tests of pods cannot run here; `null`: they can. */
export const noPods: string | null =
  noKind ?? (existsSync(PODS_UP) ? null : 'the lab is not here, which makes pods run without an image registry');
