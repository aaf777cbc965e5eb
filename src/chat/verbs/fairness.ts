/** 公平性: the report of a month, a quarter or a year, in private; and the same as a sheet. */
import { periodOf } from '../../domain/fairness/period.ts';
import type { Period } from '../../domain/fairness/period.ts';
import { Refusal } from '../../domain/refusal.ts';
import { fairnessCard } from '../cards/fairness.ts';
import { personOf, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

/** @throws Refusal for what is no period */
export const periodMeant = (typed: string, today: string): Period => {
  const period = periodOf(typed, today);
  if (period !== null) return period;
  throw new Refusal('fairness.bad-period', `看不懂期间「${typed}」`, { next: '可以写：公平性 月、公平性 上月、公平性 2026-09、公平性 2026Q3、公平性 年、公平性 2026' });
};

const show = async (ask: Ask): Promise<Answer> => {
  const report = await ask.deps.queries.fairness(unitOf(ask).id, periodMeant(ask.command.words.join(''), ask.today), personOf(ask));
  return { cards: [{ card: fairnessCard(report) }] };
};

export const FAIRNESS_VERBS: readonly Verb[] = [
  { verb: '公平性', aliases: ['fairness', '公平性报告', '月度公平性报告'], usage: '公平性 2026-09', help: '谁与谁同组、谁没抽到、谁换了谁，与随机应有的相比；期间可写月、上月、2026Q3、年', for: 'fairness.see', answers: 'privately', writes: false, run: show },
];
