/**
 * Verbs of setting up: the administrator code, units, sections, rules, groups.
 */
import { DEPLOYMENT } from '../../application/set-up.ts';
import { accountKey } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { PRESETS } from '../../domain/rules/presets.ts';
import { unitFormCard } from '../cards/guide.ts';
import { logKeyCard } from '../cards/log-key.ts';
import { setUpStep } from '../guide.ts';
import { listOf } from '../parse/people.ts';
import { unitOf } from '../pick.ts';
import { speakerOf } from '../speaker.ts';
import type { Answer, Ask, Belonging, Verb } from '../verb.ts';
import { presetOf } from './rules.ts';

/** After a step: the next one, for as long as something is missing. */
export const withNextStep = async (ask: Ask, line: string): Promise<Answer> => {
  const speaker = await speakerOf(ask.deps.states, ask.platform, ask.account, ask.chat);
  const next = await setUpStep({ ...ask, ...speaker });
  return { line, tone: 'ok', ...(next?.cards === undefined ? {} : { cards: next.cards }) };
};

/** An old form pressed again, or a name that exists, is a slip of the hand and no second unit. */
const demandNewUnit = async (ask: Ask, name: string): Promise<void> => {
  const { units } = (await ask.deps.states.load('deployment', DEPLOYMENT)).state;
  const names = await Promise.all(units.map(async (id) => (await ask.deps.states.load('unit', id)).state.name));
  if (names.length === 0 || (ask.via === 'chat' && !names.includes(name))) return;
  throw new Refusal('set-up.unit-exists', `已经建立单位：${names.join('、')}`, { next: '发送「帮助」继续下一步；确需再建一个单位，请打字：单位 新建 单位名称 规则=威海临港 科室=综合科,教育科' });
};

const createUnit = async (ask: Ask): Promise<Answer> => {
  const { words, options } = ask.command;
  const name = words[0] ?? options['名称'];
  if (name === undefined) return { cards: [{ card: unitFormCard() }] };
  await demandNewUnit(ask, name);
  const sections = listOf(options['科室'] ?? words.slice(1).join(','));
  await ask.deps.useCases.createUnit(ask.by(), { name, preset: presetOf(options['规则'] ?? '威海临港'), sections });
  return withNextStep(ask, `已建立单位：${name}，科室 ${String(sections.length)} 个`);
};

const showUnit = async (ask: Ask): Promise<Answer> => {
  const { state } = unitOf(ask);
  const groups = state.groups.map((group) => group.name).join('、') || '无';
  return Promise.resolve({ line: `${state.name}\n科室：${state.sections.join('、')}\n已绑定 ${String(state.people.length)} 人，待确认 ${String(state.requests.length)} 人\n工作群：${groups}\n规则：${PRESETS[state.rules.preset].title}（${PRESETS[state.rules.preset].basis}）第 ${String(state.rules.version)} 版` });
};

const addSections = async (ask: Ask): Promise<Answer> => {
  const wanted = ask.command.words.flatMap(listOf);
  if (wanted.length === 0) throw new Refusal('unit.no-section', '没有写科室名称', { next: '例如：科室 新增 卫生健康科' });
  const { id, state } = unitOf(ask);
  const known = wanted.filter((section) => state.sections.includes(section));
  const added = wanted.filter((section) => !known.includes(section));
  // All of them there already: the rule behind it says so.
  for (const section of added.length === 0 ? wanted : added) await ask.deps.useCases.addSection(ask.by(section), id, section);
  return { line: `已新增科室：${added.join('、')}${known.length === 0 ? '' : `；原来就有：${known.join('、')}`}`, tone: 'ok' };
};

const showSections = async (ask: Ask): Promise<Answer> => Promise.resolve({ line: `${unitOf(ask).state.name}的科室：${unitOf(ask).state.sections.join('、')}` });

/** The unit a group shall belong to: the only one the person is bound in, else the one he names. */
const unitForGroup = async (ask: Ask): Promise<Belonging> => {
  const bound = (await ask.deps.states.find('unit', { accounts: accountKey(ask.account) })).flatMap(({ state }): readonly Belonging[] => (state.id === null ? [] : [{ id: state.id, state }]));
  const [typed] = ask.command.words;
  const meant = bound.length < 2 ? bound : bound.filter(({ state }) => typed !== undefined && state.name.includes(typed.normalize('NFKC')));
  const [only, ...more] = meant;
  if (only !== undefined && more.length === 0) return only;
  if (bound.length === 0) return unitOf(ask);
  const names = bound.map(({ state }) => state.name);
  throw new Refusal('unit.which', typed === undefined ? '没有写明本群属于哪个单位' : `不知道「${typed}」是哪个单位`, { next: `请写单位名称，例如：绑定 本群 ${names[1] ?? ''}；现有单位：${names.join('、')}` });
};

const bindGroup = async (ask: Ask): Promise<Answer> => {
  if (ask.chat.kind !== 'group') throw new Refusal('group.not-here', '这里不是群聊', { next: '请把我拉进工作群，在群里@我发送：绑定 本群' });
  const profile = (await ask.deps.platforms.get(ask.platform)?.group(ask.chat.chat)) ?? null;
  // A platform that cannot tell is taken to have outsiders: silence is safer than a leak.
  const outsiders = profile?.outsiders ?? true;
  const name = profile?.name ?? '工作群';
  const unit = await unitForGroup(ask);
  await ask.deps.useCases.bindGroup(ask.by(), unit.id, { platform: ask.platform, chat: ask.chat.chat, name, outsiders });
  const line = outsiders ? `已绑定本群到${unit.state.name}。本群有外部人员，只发布公开内容` : `已绑定本群到${unit.state.name}`;
  // Whoever is here from the first day can hold every later bundle against this key.
  return { line, tone: 'ok', cards: [{ card: logKeyCard(unit.state.name, await ask.deps.queries.logKey(unit.id)) }] };
};

const unbindGroup = async (ask: Ask): Promise<Answer> => {
  if (ask.chat.kind !== 'group') throw new Refusal('group.not-here', '这里不是群聊', { next: '请在要解绑的群里@我发送：解绑 本群' });
  await ask.deps.useCases.unbindGroup(ask.by(), unitOf(ask).id, { platform: ask.platform, chat: ask.chat.chat });
  return { line: '已解绑本群', tone: 'ok' };
};

export const SET_UP_VERBS: readonly Verb[] = [
  { verb: '单位 新建', aliases: ['unit new', '新建单位', '建立单位'], usage: '单位 新建 临海区教育和卫生健康局 规则=威海临港 科室=综合科,教育科', help: '建立单位（系统管理员）', newcomersOnly: true, for: 'everybody', answers: 'privately', writes: true, run: createUnit },
  { verb: '单位', aliases: ['unit'], usage: '单位', help: '查看单位、科室、工作群和规则', for: 'bound', answers: 'here', writes: false, run: showUnit },
  { verb: '科室 新增', aliases: ['section add', '新增科室'], usage: '科室 新增 卫生健康科', help: '新增科室', for: 'people.bind', answers: 'here', writes: true, run: addSections },
  { verb: '科室', aliases: ['section', 'sections'], usage: '科室', help: '查看科室', for: 'bound', answers: 'here', writes: false, run: showSections },
  { verb: '绑定 本群', aliases: ['bind here', '绑定群', '绑定 群'], usage: '绑定 本群', help: '把工作群绑定到单位（在群里发；管多个单位时加单位名）', for: 'people.bind', answers: 'publicly', writes: false, run: bindGroup },
  { verb: '解绑 本群', aliases: ['unbind here', '解绑群'], usage: '解绑 本群', help: '解除工作群绑定', for: 'people.bind', answers: 'publicly', writes: true, run: unbindGroup },
];
