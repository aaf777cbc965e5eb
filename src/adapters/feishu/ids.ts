/**
 * The platform's ids. They come back from callbacks and end up in URL paths, where the SDK does not encode them:
 * nothing is put into a path that does not look like its id.
 */
import { PlatformError } from '../../chat/platform.ts';

export type IdKind = 'person' | 'union' | 'chat' | 'message' | 'file' | 'image';
const SHAPES: Readonly<Record<IdKind, RegExp>> = {
  person: /^ou_[A-Za-z0-9]{1,64}$/,
  union: /^on_[A-Za-z0-9]{1,64}$/,
  chat: /^oc_[A-Za-z0-9]{1,64}$/,
  message: /^om_[A-Za-z0-9_]{1,80}$/,
  file: /^file_[A-Za-z0-9_-]{1,120}$/,
  image: /^img_[A-Za-z0-9_-]{1,120}$/,
};

export const isId = (kind: IdKind, id: unknown): id is string => typeof id === 'string' && SHAPES[kind].test(id);

/** @throws PlatformError 'permanent': such an id cannot be one of the platform's */
export const checkedId = (kind: IdKind, id: string): string => {
  if (!isId(kind, id)) throw new PlatformError('permanent', `not a ${kind} id`);
  return id;
};
