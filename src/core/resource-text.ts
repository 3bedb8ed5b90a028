interface ResourceParts {
  readonly group: string;
  /** '' is v1. */
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
}

/** As a scenario writes it: `pods/status`, `apps/v1/deployments`. */
export function resourceText({ group, version, resource, subresource }: ResourceParts): string {
  const served = version === '' ? 'v1' : version;
  const core = served === 'v1' ? resource : `${served}/${resource}`;
  const place = group === '' ? core : `${group}/${served}/${resource}`;
  return subresource === '' ? place : `${place}/${subresource}`;
}
