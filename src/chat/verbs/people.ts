/**
 * Verbs about who is who: redeeming the code, asking to be bound, binding and unbinding people.
 */
import { DEPLOYMENT } from '../../application/set-up.ts';
import type { InspectorCode } from '../../domain/ids.ts';
import { inspectorCode } from '../../domain/ids.ts';
import type { Account } from '../../domain/values.ts';
import { demandAdministrator } from '../../domain/people/decide.ts';
import { whatStops } from '../../domain/people/last-holder.ts';
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import { personByAccount } from '../../domain/people/unit.ts';
import type { Person } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { bindingFormCard, claimCard } from '../cards/guide.ts';
import { bindingRequestCard, leavingCard, leftCard } from '../cards/people.ts';
import { dueLine } from '../cards/records.ts';
import { wordsOf } from '../parse/command.ts';
import { personWords } from '../parse/people.ts';
import type { PersonWords } from '../parse/people.ts';
import { mentioned, personOf, pickPerson, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { withNextStep } from './set-up.ts';

const CODE = /^[0-9A-Za-z]{4,}(?:-[0-9A-Za-z]{4,})+$/;

const certificateOf = (text: string | null): InspectorCode | null => (text === null || text.trim() === '' ? null : inspectorCode(text.normalize('NFKC')));

const profileName = async (ask: Ask): Promise<string> => (await ask.deps.platforms.get(ask.platform)?.user(ask.account.id))?.name ?? '';

const claim = async (ask: Ask, code: string, typedName: string | undefined): Promise<Answer> => {
  const name = typedName ?? (await profileName(ask));
  await ask.deps.useCases.claimAdministrator(ask.by(), code, name === '' ? '系统管理员' : name);
  return withNextStep(ask, '管理员代码核对无误，您已是系统管理员');
};

const sectionMissing = (ask: Ask): Refusal => new Refusal('people.no-section', '没有写科室', { next: `现有科室：${unitOf(ask).state.sections.join('、')}；例如：绑定 王敏 ${unitOf(ask).state.sections[0] ?? '综合科'}` });

/** The word that says: I have read what stops. */
const SURE = '确认';

/** Roles somebody would lose without anybody else having them. */
const demandSure = (ask: Ask, account: Account, { roles, section }: PersonWords, isSure: boolean): void => {
  const { state } = unitOf(ask);
  const before = personByAccount(state, account);
  if (before === null || roles.length === 0 || isSure) return;
  // Head of another section is no head of this one.
  const kept = section === null || section === before.section ? roles : roles.filter((role) => role !== 'section-head' && role !== 'liaison');
  const stops = whatStops(state, before, kept);
  if (stops.length === 0) return;
  throw new Refusal('people.last-holder', `${before.name}现在是${before.roles.map((role) => ROLE_NAMES[role]).join('、')}，改为${roles.map((role) => ROLE_NAMES[role]).join('、')}以后，${stops.join('；')}`, {
    next: `请先绑定接任的人，或把原来的角色一并写上；确实要改，在末尾加「${SURE}」再发一次`,
  });
};

const bindOne = async (ask: Ask, account: Account, words: PersonWords, name: string, isSure: boolean, part?: string): Promise<string> => {
  demandAdministrator(personOf(ask));
  demandSure(ask, account, words, isSure);
  if (words.section === null && words.roles.some((role) => role === 'clerk' || role === 'section-head' || role === 'inspector')) throw sectionMissing(ask);
  await ask.deps.useCases.bindPerson(ask.by(part), unitOf(ask).id, {
    account, name, section: words.section ?? unitOf(ask).state.name, roles: words.roles, certificate: certificateOf(words.certificate), inCharge: words.inCharge,
  });
  return `✓ ${name}（${words.section ?? unitOf(ask).state.name}）${words.roles.map((role) => ROLE_NAMES[role]).join('、')}`;
};

/** 「@王敏 综合科 经办人 @赵红 教育科 科长」 → a line each: a person has the words up to the next @, and what stands before the first. */
const perPerson = (words: readonly string[]): readonly (readonly string[])[] => {
  const starts = words.flatMap((word, index) => (mentioned(word) === null ? [] : [index]));
  return starts.map((start, n) => words.slice(n === 0 ? 0 : start, starts[n + 1]));
};

/** One line a person: 「@王敏 综合科 经办人」. A line that is refused does not hold up the others. */
const bindMentioned = async (ask: Ask): Promise<Answer> => {
  const { state } = unitOf(ask);
  const lines = [wordsOf(ask.command.rest.split('\n')[0] ?? ''), ...ask.command.lines].flatMap(perPerson);
  const results: string[] = [];
  let done = 0;
  for (const [n, line] of lines.entries()) {
    const user = line.map(mentioned).find((id) => id !== null) ?? '';
    const words = personWords(line.filter((word) => mentioned(word) === null && word !== SURE), {}, state.sections);
    // Whom the line mentions is named by the platform; what is left over is where he works: 「@陈志远 局领导 分管负责人」.
    const name = ask.mentions.find((mention) => mention.user === user)?.name ?? words.name ?? '';
    try {
      results.push(await bindOne(ask, { platform: ask.platform, id: user }, { ...words, section: words.section ?? (words.name === name ? null : words.name) }, name, ask.isSure || line.includes(SURE), `line ${String(n)}`));
      done += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      results.push(`✗ ${name}：${error.message}。${error.next}`);
    }
  }
  return { line: `已绑定 ${String(done)} 人${done < lines.length ? `，${String(lines.length - done)} 行未办理` : ''}\n${results.join('\n')}`, tone: done === lines.length ? 'ok' : 'warn' };
};

const requestOwn = async (ask: Ask): Promise<Answer> => {
  const { state, id } = unitOf(ask);
  const words = personWords(ask.command.words, ask.command.options, state.sections);
  if (words.name === null) {
    if (ask.person !== null) throw new Refusal('people.already-bound', `您已绑定为${ask.person.name}（${ask.person.section}，${ask.person.roles.map((role) => ROLE_NAMES[role]).join('、')}）`, { next: '发送「帮助」查看能做的事；信息有误请联系系统管理员' });
    return { cards: [{ card: bindingFormCard(state.name, state.sections) }] };
  }
  if (words.section === null) throw sectionMissing(ask);
  await ask.deps.useCases.requestBinding(ask.by(), id, { account: ask.account, name: words.name, section: words.section, certificate: certificateOf(words.certificate) });
  return { line: `已提交：${words.name}（${words.section}）。等待系统管理员确认，确认后会通知您`, tone: 'ok' };
};

/** The administrator may give himself a further part: 「绑定 我 综合科 经办人」. */
const bindSelf = async (ask: Ask): Promise<Answer> => {
  const words = personWords(ask.command.words.slice(1), ask.command.options, unitOf(ask).state.sections);
  const { name } = personOf(ask);
  return { line: await bindOne(ask, ask.account, { ...words, section: words.section ?? words.name }, name, ask.isSure), tone: 'ok' };
};

const bind = async (ask: Ask): Promise<Answer> => {
  const { words } = ask.command;
  const [first, second, third] = words;
  const { administrator, units } = (await ask.deps.states.load('deployment', DEPLOYMENT)).state;
  const isAdministratorWord = first !== undefined && /^(?:系统)?管理员$|^admin$/i.test(first);
  const code = isAdministratorWord ? second : first;
  if (code !== undefined && CODE.test(code.normalize('NFKC')) && (isAdministratorWord || administrator === null)) return claim(ask, code, isAdministratorWord ? third : second);
  if (administrator === null) return { cards: [{ card: claimCard(ask.chat.kind === 'person') }] };
  if (ask.unit === null && units.length > 1) throw new Refusal('people.which-unit', '这里服务多个单位，不知道您属于哪一个', { next: `请在本单位的工作群里@我发送：绑定 姓名 科室，或请系统管理员 ${administrator.name} 在群里绑定您` });
  if (ask.unit === null) throw new Refusal('set-up.no-unit', '单位还没有建立，暂不能绑定', { next: `请系统管理员 ${administrator.name} 私聊我发送：单位 新建` });
  if ([...words, ...ask.command.lines.flat()].some((word) => mentioned(word) !== null)) return bindMentioned(ask);
  return first === '我' ? bindSelf(ask) : requestOwn(ask);
};

const requestOf = (ask: Ask, typed: string | undefined) => {
  const { requests } = unitOf(ask).state;
  const found = typed === undefined ? (requests.length === 1 ? requests[0] : undefined) : requests.find((each) => each.request === typed || each.name === typed);
  if (found !== undefined) return found;
  // A button carries the request's number, which means nothing to the reader.
  const isButton = ask.via === 'card';
  const fact = isButton ? '这条绑定申请已经处理过，或者本人又重新提交了' : `没有「${typed ?? ''}」的待确认申请，可能已经处理过`;
  throw new Refusal('people.request-settled', typed === undefined ? `有 ${String(requests.length)} 条绑定申请待确认` : fact, {
    next: requests.length === 0 ? '无需再操作' : `待确认的有：${requests.map(({ name }) => name).join('、')}；例如发送：绑定 确认 ${requests[0]?.name ?? ''} 经办人`,
  });
};

const confirmRequest = async (ask: Ask): Promise<Answer> => {
  const [typed, ...rest] = ask.command.words;
  const request = requestOf(ask, typed);
  const words = personWords(rest, ask.command.options, unitOf(ask).state.sections);
  if (words.roles.length === 0) return { cards: [{ card: bindingRequestCard(request), subject: `binding/${unitOf(ask).id}/${request.request}` }] };
  await ask.deps.useCases.bindPerson(ask.by(), unitOf(ask).id, {
    account: request.account, name: request.name, section: request.section, roles: words.roles, certificate: certificateOf(words.certificate) ?? request.certificate, inCharge: words.inCharge,
  });
  return { line: `已绑定 ${request.name}（${request.section}）：${words.roles.map((role) => ROLE_NAMES[role]).join('、')}`, tone: 'ok' };
};

const refuseRequest = async (ask: Ask): Promise<Answer> => {
  const request = requestOf(ask, ask.command.words[0]);
  await ask.deps.useCases.refuseBinding(ask.by(), unitOf(ask).id, request.request);
  return { line: `已退回 ${request.name} 的绑定申请`, tone: 'ok' };
};

/** What the leaver has not done yet, by its command: the administrator hears how much, not of which target. */
const openDuties = async (ask: Ask, person: Person): Promise<readonly string[]> => {
  const { id, state } = unitOf(ask);
  const { due, ahead } = await ask.deps.queries.mine({ unit: id, state, person });
  const verbs = due.map((each) => dueLine(each).verb);
  const counted = [...new Set(verbs)].map((verb) => `${verb} ${String(verbs.filter((each) => each === verb).length)} 件`);
  return [...counted, ...(ahead.length === 0 ? [] : [`已接受、待检查 ${String(ahead.length)} 户`])];
};

const unbind = async (ask: Ask): Promise<Answer> => {
  const { id, state } = unitOf(ask);
  const [typed, ...more] = ask.command.words;
  if (typed === undefined) throw new Refusal('people.nobody', '没有写要解绑谁', { next: '例如：解绑 张伟' });
  demandAdministrator(personOf(ask));
  const person = state.people.find((each) => each.id === typed) ?? pickPerson(ask, typed);
  const subject = `leaving/${id}/${person.id}`;
  if (!ask.isSure && !more.includes(SURE)) {
    const [stops, duties] = [whatStops(state, person), await openDuties(ask, person)];
    if (stops.length + duties.length > 0) return { cards: [{ card: leavingCard(person, stops, duties), subject }] };
  }
  await ask.deps.useCases.unbindPerson(ask.by(), id, person.id);
  const line = `已解绑 ${person.name}（${person.section}）`;
  return { line, tone: 'ok', updates: [{ subject, card: leftCard(person) }] };
};

export const PEOPLE_VERBS: readonly Verb[] = [
  { verb: '绑定', newcomersOnly: true, aliases: ['bind'], usage: '绑定 王敏 综合科', help: '绑定身份；系统管理员可 @某人 科室 角色，一行一人', for: 'everybody', answers: 'publicly', writes: true, run: bind },
  { verb: '绑定 确认', aliases: ['bind confirm', '绑定 同意'], usage: '绑定 确认 王敏 经办人', help: '确认绑定申请并指定角色', for: 'people.bind', answers: 'privately', writes: true, run: confirmRequest },
  { verb: '绑定 退回', aliases: ['bind refuse', '绑定 拒绝'], usage: '绑定 退回 王敏', help: '退回绑定申请', for: 'people.bind', answers: 'privately', writes: true, run: refuseRequest },
  { verb: '解绑', aliases: ['unbind'], usage: '解绑 张伟', help: '解除人员绑定；最后一位某岗位的人或有未办事项的，先说明再确认', for: 'people.bind', answers: 'here', writes: true, run: unbind },
];
