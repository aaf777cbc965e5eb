/** Reading unknown JSON: every look at a member says what it expects and gets an empty value otherwise. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord => typeof value === 'object' && value !== null && !Array.isArray(value);
export const asRecord = (value: unknown): JsonRecord => (isRecord(value) ? value : {});
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textIn = (value: unknown, name: string): string => asText(asRecord(value)[name]);
export const recordIn = (value: unknown, name: string): JsonRecord => asRecord(asRecord(value)[name]);

/** Content that is itself a string of JSON. */
export const parsedRecord = (json: string): JsonRecord | null => {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
};
