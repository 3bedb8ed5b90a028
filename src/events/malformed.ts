/** The body is no list of audit events in JSON. */
export class MalformedEventList extends Error {}

export function cutShort(): MalformedEventList {
  return new MalformedEventList('the text ends in the middle of a value');
}
