/** A refusal as a card: what is so, why, and what to do now. */
import type { Refusal } from '../../domain/refusal.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

export const refusalCard = (refusal: Refusal): Card => ({
  title: '未能办理',
  tone: 'warn',
  summary: refusal.message,
  body: `${plain(refusal.message)}。\n**下一步** ${plain(refusal.next)}`,
  ...(refusal.clause === null ? {} : { note: `依据：${refusal.clause}` }),
});
