/**
 * For which unit a card was made, kept in its buttons: where a deployment has several, a click means that unit, whichever the clicker
 * has chosen since.
 */
import type { UnitId } from '../domain/ids.ts';
import type { Button, Card } from './platform.ts';

export const UNIT_OF_BUTTON = 'unit';

/** The same card, every button with its unit; a button that names one already keeps it. */
export const marked = (card: Card, unit: UnitId): Card => {
  const button = (each: Button): Button => ({ ...each, value: { [UNIT_OF_BUTTON]: unit, ...each.value } });
  return {
    ...card,
    ...(card.actions === undefined ? {} : { actions: card.actions.map(button) }),
    ...(card.rows === undefined ? {} : { rows: card.rows.map((row) => ({ ...row, actions: row.actions.map(button) })) }),
    ...(card.form === undefined ? {} : { form: { ...card.form, submit: button(card.form.submit) } }),
  };
};
