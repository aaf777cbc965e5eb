/** 合并 · 合并 取消: pending visits of several tasks to one object become one visit (综合查一次). */
import type { InspectionId } from '../../domain/ids.ts';
import { demand } from '../../domain/people/permissions.ts';
import { Refusal } from '../../domain/refusal.ts';
import { mergeOffersCard } from '../cards/merge.ts';
import { dayWords } from '../day-words.ts';
import { dateOf } from '../parse/dates.ts';
import { visitNumbering } from '../parse/numbering.ts';
import { personOf, pickVisit, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

const merge = async (ask: Ask): Promise<Answer> => {
  const { words, options } = ask.command;
  demand(personOf(ask), 'notice.issue');
  const numbers = words.filter((word) => visitNumbering(word) !== null && /-/.test(word.normalize('NFKC')));
  if (numbers.length === 0) {
    const offers = await ask.deps.queries.mergeOffers(unitOf(ask).id);
    const own = personOf(ask).roles.includes('clerk') ? offers : await ownOffers(ask, offers);
    return { cards: [{ card: mergeOffersCard(own) }] };
  }
  const dayWord = options['日期'] ?? words.find((word) => !numbers.includes(word));
  const on = dayWord === undefined ? null : dateOf(dayWord, ask.today);
  if (on === null) throw new Refusal('merge.no-date', dayWord === undefined ? '没有写哪天检查' : `看不懂检查日期「${dayWord}」`, { next: `例如：合并 ${numbers.join(' ')} 日期=9.16` });
  const visits: InspectionId[] = [];
  for (const number of numbers) visits.push(await pickVisit(ask, number));
  await ask.deps.useCases.mergeVisits(ask.by(), unitOf(ask).id, visits, on);
  return { line: `已合并 ${visits.join('、')}，${dayWords(on)}同时检查；请生成一份通知书：通知 ${visits[0] ?? ''} ${on}`, tone: 'ok' };
};

/** A leader is offered what he leads himself. */
const ownOffers = async (ask: Ask, offers: Awaited<ReturnType<Ask['deps']['queries']['mergeOffers']>>) => {
  const { certificate } = personOf(ask);
  const leads = await Promise.all(offers.map(async ({ visits }) => (await Promise.all(visits.map(async ({ id }) => (await ask.deps.states.load('inspection', id)).state))).some(({ posts }) => posts.some((post) => post.leader && post.inspector === certificate))));
  return offers.filter((_, index) => leads[index]);
};

const part = async (ask: Ask): Promise<Answer> => {
  const [first, ...reason] = ask.command.words;
  const id = await pickVisit(ask, first, ({ merged }) => merged !== undefined);
  const { merged } = (await ask.deps.states.load('inspection', id)).state;
  await ask.deps.useCases.partVisits(ask.by(), unitOf(ask).id, id, reason.join(' '));
  return { line: `已取消合并：${(merged?.visits ?? [id]).join('、')} 各自检查`, tone: 'ok' };
};

export const MERGE_VERBS: readonly Verb[] = [
  { verb: '合并', aliases: ['merge', '合并检查', '综合查一次'], usage: '合并 7-1 9-3 日期=9.16', help: '同一对象的几个任务合并上门一次，年度次数只计 1 次；只发「合并」列出可以合并的', for: 'notice.issue', answers: 'privately', writes: true, run: merge },
  { verb: '合并 取消', aliases: ['merge undo', '取消合并'], usage: '合并 取消 7-1 两组时间凑不到一起', help: '检查以前取消合并，各自检查', for: 'notice.issue', answers: 'privately', writes: true, run: part },
];
