import type { AuditEvent, EventObject } from './audit-event.ts';
import { MalformedEventList } from './malformed.ts';
import type { UsualLine } from './usual-line.ts';

const REQUEST_OBJECT = ',"requestObject":';
const RESPONSE_OBJECT = ',"responseObject":';
const NO_OBJECTS = { requestObjectBytes: null, responseObjectBytes: null };

/** The whole event of a line; `null`: it is not as usual in what its parts do not tell, and to be read by whoever reads any. */
export function usualEvent(line: UsualLine): AuditEvent | null {
  const { text, sender } = line;
  const sizes = line.objectsAt === line.objectsEnd ? NO_OBJECTS : objectSizes(line);
  if (sender === null || sizes === null) return null;
  const { verb, user, impersonatedUser, sourceIps, userAgent } = sender.fields;
  try {
    return {
      auditId: text.plainString(line.auditIdAt, line.auditIdEnd),
      stage: line.stage.fields.stage,
      level: line.level.fields.level,
      requestUri: text.plainString(line.uriAt, line.uriEnd),
      verb,
      user,
      impersonatedUser,
      sourceIps,
      userAgent,
      objectRef: objectOf(line),
      responseCode: line.answer.fields.responseCode,
      requestReceivedMs: line.requestReceivedMs,
      stageMs: line.stageMs,
      annotations: line.notes.fields.annotations,
      sizeBytes: line.sizeBytes,
      ...sizes,
    };
  } catch (error) {
    if (error instanceof MalformedEventList) return null;
    throw error;
  }
}

function objectOf({ text, object, nameAt, nameEnd }: UsualLine): EventObject | null {
  const { objectRef } = object.fields;
  if (objectRef === null || nameEnd === 0) return objectRef;
  const { apiGroup, apiVersion, resource, subresource, namespace } = objectRef;
  return { apiGroup, apiVersion, resource, subresource, namespace, name: text.plainString(nameAt, nameEnd) };
}

/** An object that has a member of the name itself, as an audit event in an object has, is left to who reads any. */
function objectSizes({
  text,
  objectsAt,
  objectsEnd,
}: UsualLine): Pick<AuditEvent, 'requestObjectBytes' | 'responseObjectBytes'> | null {
  const json = text.bytes.toString('latin1', objectsAt, objectsEnd);
  const responseAt = json.indexOf(RESPONSE_OBJECT);
  const requestEnd = responseAt === -1 ? json.length : responseAt;
  if (json.lastIndexOf(RESPONSE_OBJECT) !== responseAt || json.lastIndexOf(REQUEST_OBJECT) > 0) return null;
  // Another value than an object, as null is one.
  if (requestEnd > 0 && json.charAt(requestEnd - 1) !== '}') return null;
  return {
    requestObjectBytes: requestEnd === 0 ? null : requestEnd - REQUEST_OBJECT.length,
    responseObjectBytes: responseAt === -1 ? null : json.length - responseAt - RESPONSE_OBJECT.length,
  };
}
