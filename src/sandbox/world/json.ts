/**
 * Reading JSON from outside: everything is unknown until looked at.
 */
import type { JsonObject, JsonValue } from '../control-types.ts';

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isList = (value: unknown): value is readonly JsonValue[] => Array.isArray(value);
export const isStrings = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');

/** @returns undefined when it is not JSON at all */
export const parseJson = (text: string): JsonValue | undefined => {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
};
export const objectIn = (text: string): JsonObject | null => {
  const value = parseJson(text);
  return isObject(value) ? value : null;
};
export const stringAt = (value: unknown, key: string): string | null => {
  const found = isObject(value) ? value[key] : null;
  return typeof found === 'string' ? found : null;
};
export const objectAt = (value: unknown, key: string): JsonObject | null => {
  const found = isObject(value) ? value[key] : null;
  return isObject(found) ? found : null;
};
export const listAt = (value: unknown, key: string): readonly JsonValue[] => {
  const found = isObject(value) ? value[key] : null;
  return isList(found) ? found : [];
};
export const stringsAt = (value: unknown, key: string): readonly string[] => listAt(value, key).filter((one) => typeof one === 'string');
