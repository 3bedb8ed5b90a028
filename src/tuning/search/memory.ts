/**
 * Memory of a buffered event in kube-apiserver, measured on v1.36.3 (docs/audit-pipeline.md, "Memory"): 40,000 events at
 * level Metadata (about 730 B of JSON) cost 117 MB, at RequestResponse with a 1 KB body 137 MB. A fixed part for the
 * Go objects and the JSON's size on top: 2,300 + 730 ≈ 3,030 B; a little more than measured for larger events.
 */
const FIXED_BYTES = 2300;

export function eventMemoryBytes(meanJsonBytes: number): number {
  return FIXED_BYTES + meanJsonBytes;
}
