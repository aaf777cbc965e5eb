/** Every way to change one value of a JSON text: change, remove, add. For tests that no change goes unnoticed. */
import type { Json } from '../../src/domain/canonical.ts';

export const tampered = (value: Json): readonly Json[] => {
  if (value === null) return ['x'];
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'string') return [`${value}0`, value === '' ? '0' : `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}`];
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    return [...list.flatMap((one, i) => tampered(one).map((other) => [...list.slice(0, i), other, ...list.slice(i + 1)])), ...list.map((_, i) => [...list.slice(0, i), ...list.slice(i + 1)])];
  }
  const members = value as Readonly<Record<string, Json>>;
  return [
    ...Object.keys(members).flatMap((key) => tampered(members[key] ?? null).map((other) => ({ ...members, [key]: other }))),
    ...Object.keys(members).map((key) => Object.fromEntries(Object.entries(members).filter(([name]) => name !== key))),
    { ...members, zzz: 1 },
  ];
};
