/** 监督月报: the month of a bureau for its supervisors and its main leader, on a card and as a sheet. */
import { isMonth, monthBefore, monthOf } from '../../domain/calendar/month.ts';
import type { Month } from '../../domain/calendar/month.ts';
import { Refusal } from '../../domain/refusal.ts';
import { monthlyCard } from '../cards/monthly.ts';
import { personOf, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

/** '2026-09', 「2026年9月」, 「9月」 (the nearest that is not ahead), 「本月」, 「上月」; the month before when nothing is said. */
export const monthMeant = (typed: string, today: string): Month => {
  const word = typed.normalize('NFKC').replace(/\s/g, '');
  const now = monthOf(today);
  if (word === '' || word === '上月' || word === '上个月') return monthBefore(now);
  if (word === '本月' || word === '这个月') return now;
  const [, year, number] = /^(?:(20\d\d)[-./年])?(\d{1,2})月?(?:份)?$/.exec(word) ?? [];
  const month = number === undefined ? '' : `${year ?? now.slice(0, 4)}-${number.padStart(2, '0')}`;
  const meant = year === undefined && month > now ? `${String(Number(now.slice(0, 4)) - 1)}${month.slice(4)}` : month;
  if (!isMonth(meant)) throw new Refusal('monthly.bad-month', `看不懂月份「${typed}」`, { next: '例如：监督月报 2026-09、监督月报 9月、监督月报 上月' });
  if (meant > now) throw new Refusal('monthly.ahead', `${meant} 还没有到`, { next: `例如：监督月报 ${monthBefore(now)}` });
  return meant;
};

const show = async (ask: Ask): Promise<Answer> => {
  const { id } = unitOf(ask);
  const month = monthMeant(ask.command.words.join(''), ask.today);
  const [report, sheet] = await Promise.all([ask.deps.queries.monthlyReport(id, month), ask.deps.queries.monthlySheet(id, month, personOf(ask).name)]);
  return { cards: [{ card: monthlyCard(report, ask.today) }], files: [{ name: sheet.name, blob: sheet.sha256 }] };
};

export const MONTHLY_VERBS: readonly Verb[] = [
  { verb: '监督月报', aliases: ['monthly', '月报'], usage: '监督月报 2026-09', help: '一个月里管理员操作、未成的抽取、异议、更换、授权、逾期、规则变更和更正', for: 'monthly.see', answers: 'privately', writes: false, run: show },
];
