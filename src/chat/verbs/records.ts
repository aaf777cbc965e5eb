/**
 * Verbs that only look: 我的 · 日志 · 为什么 · 帮助.
 */
import type { Json } from '../../domain/canonical.ts';
import { demandPart } from '../../application/part.ts';
import { taskOf } from '../../domain/ids.ts';
import { whyTarget } from '../../domain/draw/why.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { streamOf } from '../../domain/streams.ts';
import { demandRecheck, maySeeTargets } from '../../domain/task/notice.ts';
import { requireTask } from '../../domain/task/require.ts';
import { lastAttempt, lockedAttempt } from '../../domain/task/task.ts';
import { helpAboutCard, helpCard } from '../cards/help.ts';
import { logKeyCard } from '../cards/log-key.ts';
import { dueLine, mineCard, trailCard } from '../cards/records.ts';
import { whyCard } from '../cards/why.ts';
import { setUpStep } from '../guide.ts';
import { substitutionNumbering, taskNumbering, visitNumbering } from '../parse/numbering.ts';
import { personOf, pickSubstitution, pickTarget, pickTask, pickVisit, unitOf } from '../pick.ts';
import { helpAbout, helpFor } from '../help.ts';
import type { Topic } from '../help.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

const mine = async (ask: Ask): Promise<Answer> => {
  const person = personOf(ask);
  const { id, state } = unitOf(ask);
  const found = await ask.deps.queries.mine({ unit: id, state, person });
  const card = mineCard(person.name, found, ask.today);
  const next = found.due.length === 0 ? await setUpStep(ask) : null;
  return { cards: [{ card }, ...(next?.cards ?? [])] };
};

/** The key everybody may know; with the checkpoint that proves later that nothing before it was rewritten. */
export const keyAnswer = async (ask: Ask): Promise<Answer> => {
  const { id, state } = unitOf(ask);
  const found = await ask.deps.queries.logKey(id);
  return { cards: [{ card: logKeyCard(state.name, found) }], files: [{ name: found.checkpoint.name, blob: found.checkpoint.sha256 }] };
};

const trail = async (ask: Ask): Promise<Answer> => {
  const [typed] = ask.command.words;
  const person = personOf(ask);
  const unit = unitOf(ask).id;
  if (typed === '单位' || typed === '绑定') {
    if (!person.roles.some((role) => role === 'administrator' || role === 'supervisor')) throw new Refusal('trail.not-yours', '绑定日志只有系统管理员和监督员可以查看', { next: '任务日志请写编号，例如：日志 7', clause: '岗位权限表' });
    return { cards: [{ card: trailCard('人员与绑定', await ask.deps.queries.trailOf(streamOf('unit', unit))) }] };
  }
  if (person.roles.every((role) => role === 'administrator')) throw new Refusal('trail.not-yours', '系统管理员只管绑定，不查看业务日志', { next: '可发送：日志 绑定', clause: '岗位权限表' });
  if (typed !== undefined && /^sub/i.test(typed) && substitutionNumbering(typed) !== null) {
    const id = await pickSubstitution(ask, typed);
    const { state: { inspection, by, decidedBy } } = await ask.deps.states.load('substitution', id);
    if (inspection !== null && by !== person.id && decidedBy !== person.id) await demandPart(ask.deps.states, taskOf(inspection), person);
    return { cards: [{ card: trailCard(id, await ask.deps.queries.trailOf(streamOf('substitution', id))) }] };
  }
  if (typed !== undefined && visitNumbering(typed) !== null && taskNumbering(typed) === null) {
    const id = await pickVisit(ask, typed);
    await demandPart(ask.deps.states, taskOf(id), person);
    return { cards: [{ card: trailCard(id, await ask.deps.queries.trailOf(streamOf('inspection', id))) }] };
  }
  const task = await pickTask(ask, typed);
  await demandPart(ask.deps.states, task, person);
  return { cards: [{ card: trailCard(task, await ask.deps.queries.trailOf(streamOf('task', task))) }] };
};

/** 「为什么 7 启明培训」: from the frozen list and the revealed seed, so it is the same answer for everybody. */
const why = async (ask: Ask): Promise<Answer> => {
  const [first, ...more] = ask.command.words;
  const isNumber = first !== undefined && more.length > 0 && taskNumbering(first) !== null;
  const typed = isNumber ? more.join(' ') : ask.command.words.join(' ');
  if (typed === '') throw new Refusal('why.nobody', '没有写是哪个检查对象', { next: '例如：为什么 7 启明培训，或写代码' });
  const task = await pickTask(ask, isNumber ? first : undefined, (each) => each.attempts.some(({ seed }) => seed !== null));
  const { state } = await ask.deps.states.load('task', task);
  const { settings, rules } = requireTask(state);
  demandRecheck(settings, personOf(ask));
  if (!maySeeTargets(settings, personOf(ask))) throw new Refusal('task.no-notice', '这个任务不宜事先告知，不能查询对象是否抽中', { next: '检查开始当日发送「任务单」查看本组的检查对象', clause: rulesInForce(rules).clauses.withheldNotice });
  const attempt = lockedAttempt(state, ['objects', 'together']) ?? lastAttempt(state);
  if (attempt?.seed == null) throw new Refusal('draw.nothing-drawn', '本任务还没有抽取结果', { next: '请在抽取完成后再问「为什么」' });
  const target = await pickTarget(ask, typed);
  const [plan, targets] = await Promise.all([ask.deps.blobs.get(attempt.plan.sha256), ask.deps.blobs.get(attempt.targets.sha256)]);
  return { cards: [{ card: whyCard(target, task, whyTarget({ plan: JSON.parse(new TextDecoder().decode(plan)) as Json, targets, seed: attempt.seed }, target.target)) }] };
};

/** Only what this person may do, what is due first. */
const help = (table: () => readonly Topic[]) => async (ask: Ask): Promise<Answer> => {
  const step = await setUpStep(ask);
  if (ask.person === null || ask.unit === null || ask.place === 'unbound-group') {
    return step ?? { cards: [{ card: helpCard(null, helpFor(table(), null, []), 0) }] };
  }
  const due = (await ask.deps.queries.mine({ unit: ask.unit.id, state: ask.unit.state, person: ask.person })).due.map(dueLine);
  const found = helpFor(table(), ask.person, due.map(({ verb }) => verb));
  if (ask.command.rest !== '') {
    const about = helpAbout(found, ask.command.rest);
    if (about === null) throw new Refusal('help.unknown', `没有与「${ask.command.rest.slice(0, 20)}」有关的命令，或不归您办理`, { next: `可看的主题：${found.topics.map(({ title }) => title).join('、')}，例如：帮助 ${found.topics[0]?.title ?? ''}` });
    return { cards: [{ card: helpAboutCard(ask.person, about) }] };
  }
  const card = helpCard(ask.person, found, due.length);
  return { cards: [...(step?.cards ?? []), { card }] };
};

/** @param table the whole table by topic, these verbs included: help lists it */
export const recordVerbs = (table: () => readonly Topic[]): readonly Verb[] => [
  { verb: '帮助', aliases: ['help', '?', '？', '菜单', '你好', 'hi'], usage: '帮助 公开抽取', help: '看您能做的事，待办的排前；可问一个主题或一条命令', for: 'everybody', answers: 'publicly', writes: false, run: help(table) },
  { verb: '我的', aliases: ['me', 'todo', '待办', 'mine'], usage: '我的', help: '您的待办和已接受的检查', for: 'bound', answers: 'privately', writes: false, run: mine },
  { verb: '为什么', aliases: ['why'], usage: '为什么 7 启明培训', help: '某户为什么抽中或没抽中', for: 'draw.recheck', answers: 'privately', writes: false, run: why },
  { verb: '日志 公钥', aliases: ['公钥', 'log key', '检查点', '日志 检查点'], usage: '日志 公钥', help: '查看复核公钥，取抽取日志的检查点', for: 'bound', answers: 'publicly', writes: false, run: keyAnswer },
  { verb: '日志', aliases: ['log', '留痕'], usage: '日志 7', help: '查看任务、检查或更换的全过程', for: 'bound', answers: 'privately', writes: false, run: trail },
];
