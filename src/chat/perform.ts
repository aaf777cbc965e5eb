/**
 * One request → one answer: the guards of the place, the confirm card before a group writes, the refusal that teaches.
 *
 * The same for a typed line and a clicked button; only the way back differs (a message, or a toast and messages).
 */
import { Refusal } from '../domain/refusal.ts';
import { mayToday } from '../domain/people/delegation.ts';
import { demand } from '../domain/people/permissions.ts';
import { confirmCard, confirmSubject } from './cards/confirm.ts';
import { refusalCard } from './cards/refusal.ts';
import { whichUnitCard } from './cards/units.ts';
import { nextSetUpStep } from './guide.ts';
import type { Address } from './platform.ts';
import type { OutboxItem } from './ports.ts';
import { privateChat } from './speaker.ts';
import { marked } from './unit-mark.ts';
import type { Answer, Ask, Verb } from './verb.ts';

const placeRefusal = (ask: Ask, verb: Verb): Refusal | null => {
  if (verb.answers === 'publicly' || ask.place === 'private' || ask.place === 'group') return null;
  return ask.place === 'outsiders'
    ? new Refusal('group.outsiders', '本群有外部人员，只回答公开内容', { next: '请私聊我发送同样的命令', clause: '群内有外部成员时只发布公开信息' })
    : new Refusal('group.not-bound', '本群还没有绑定单位', { next: '请系统管理员在本群@我发送：绑定 本群；个人事项请私聊我' });
};

const unknownPerson = (): Refusal => new Refusal('people.unknown', '您还没有绑定身份，不能办理', { next: '请私聊我发送：绑定 姓名 科室（执法人员再写 执法证=证号），由系统管理员确认' });

/** @throws Refusal from the guards and from the rules behind the verb */
export const perform = async (ask: Ask, verb: Verb, isConfirmed: boolean): Promise<Answer> => {
  const refused = placeRefusal(ask, verb);
  if (refused !== null) throw refused;
  if (!ask.isChosen && ask.place === 'private' && verb.for !== 'everybody' && verb.verb !== CHOOSING) return { cards: [{ card: whichUnitCard(ask.choices, null, `您在 ${String(ask.choices.length)} 个单位任职，不知道「${verb.verb}」是替哪个单位办，请先选一个，再发一次`) }] };
  if (verb.for !== 'everybody') {
    if (ask.unit === null) return nextSetUpStep(ask);
    if (ask.person === null) throw unknownPerson();
    if (verb.for !== 'bound' && !mayToday(ask.unit.state, ask.person, verb.for, ask.today)) demand(ask.person, verb.for);
  }
  const asksFirst = verb.writes && ask.via === 'chat' && ask.chat.kind === 'group' && !isConfirmed;
  return asksFirst ? { cards: [{ card: confirmCard(ask, verb), subject: confirmSubject(ask.platform, ask.inbound.key) }] } : verb.run(ask);
};

const CHOOSING = '切换';

/** Where somebody works for several units, each answer in private says for which it is. */
export const ofUnit = ({ choices, place, unit, isChosen }: Pick<Ask, 'choices' | 'place' | 'unit' | 'isChosen'>, said: Answer): Answer => {
  if (choices.length < 2 || place !== 'private' || unit === null || !isChosen) return said;
  const { id, state: { name } } = unit;
  return {
    ...said,
    ...(said.line === undefined ? {} : { line: `〔${name}〕${said.line}` }),
    ...(said.cards === undefined ? {} : { cards: said.cards.map((each) => ({ ...each, card: { ...marked(each.card, id), note: [`单位：${name}`, ...(each.card.note === undefined ? [] : [each.card.note])].join('。') } })) }),
  };
};

/** A refusal as an answer; anything else is not ours to answer. */
export const answerOf = (error: unknown): Answer | null => {
  if (!(error instanceof Refusal)) return null;
  // A click is answered by the line alone: the clause belongs to it.
  const why = error.clause === null ? '' : `（依据：${error.clause}）`;
  return { line: `${error.message}。${error.next}${why}`, tone: 'warn', cards: [{ card: refusalCard(error) }] };
};

export interface Delivery {
  readonly answer: Answer;
  /** A typed line gets its line as a message; a click has its toast. */
  readonly withLine: boolean;
  readonly to: Address;
}

/** The messages of an answer, with keys that stay the same however often the request is handled. */
export const messagesOf = (ask: Pick<Ask, 'platform' | 'inbound' | 'account' | 'at'>, { answer, withLine, to }: Delivery): readonly OutboxItem[] => {
  const messages: Pick<OutboxItem, 'message' | 'subject'>[] = [];
  if (withLine && answer.line !== undefined) {
    messages.push({ message: { kind: 'text', text: answer.line, ...(to.kind === 'group' ? { mention: [ask.account.id] } : {}) }, subject: null });
  }
  for (const { card, subject } of answer.cards ?? []) messages.push({ message: { kind: 'card', card }, subject: subject ?? null });
  for (const { name, blob } of answer.files ?? []) messages.push({ message: { kind: 'file', name, blob }, subject: null });
  for (const { subject, card } of answer.updates ?? []) messages.push({ message: { kind: 'update', subject, card }, subject: null });
  return messages.map((message, n) => ({ key: `${ask.platform}/${ask.inbound.key}/r${String(n)}`, platform: ask.platform, to, notBefore: ask.at, ...message }));
};

/** Where an answer goes: what is private never appears in a group. */
export const destination = (ask: Ask, verb: Verb | null): Address => (verb?.answers === 'privately' && ask.chat.kind === 'group' ? privateChat(ask.account) : ask.chat);
