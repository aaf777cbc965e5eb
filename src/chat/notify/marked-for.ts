/** Where there are several units, the buttons of every private card say for which they were made, whoever sends it and when. */
import type { States } from '../../application/ports.ts';
import { DEPLOYMENT } from '../../application/set-up.ts';
import type { UnitId } from '../../domain/ids.ts';
import { marked } from '../unit-mark.ts';
import type { Note } from './note.ts';

const withUnit = (note: Note, unit: UnitId): Note => {
  const { message, to } = note;
  // A group says by itself which unit is meant.
  if (to.kind === 'group' || (message.kind !== 'card' && message.kind !== 'update')) return note;
  return { ...note, message: { ...message, card: marked(message.card, unit) } };
};

export const markedFor = async ({ states }: { readonly states: States }, unit: UnitId | null, notes: readonly Note[]): Promise<readonly Note[]> => {
  if (unit === null || notes.length === 0 || (await states.load('deployment', DEPLOYMENT)).state.units.length < 2) return notes;
  return notes.map((note) => withUnit(note, unit));
};
