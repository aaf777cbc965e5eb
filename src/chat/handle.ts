/**
 * One inbound → what is said back: reads it, finds its verb, performs it, puts the answer into the outbox.
 *
 * Safe to repeat: the inbound's key is the decision's cause and part of every answer's key.
 */
import { sha256Hex } from '../domain/canonical.ts';
import { localDate } from '../domain/calendar/working-days.ts';
import { Refusal } from '../domain/refusal.ts';
import { rulesInForce } from '../domain/rules/adopted.ts';
import type { Instant } from '../domain/values.ts';
import { FACT_NAMES } from '../application/queries/trail.ts';
import { DEPLOYMENT } from '../application/set-up.ts';
import { actionNamed } from './actions.ts';
import { CONFIRM_ACTION, confirmedCard, mentionsIn } from './cards/confirm.ts';
import { dueLine } from './cards/records.ts';
import { unknownCard } from './cards/unknown.ts';
import type { ClickResult } from './clicks.ts';
import { verbForFile, verbNamed, VERBS } from './commands.ts';
import { setUpStep } from './guide.ts';
import { readCommand } from './parse/command.ts';
import type { Command } from './parse/command.ts';
import { pickTask } from './pick.ts';
import { answerOf, destination, messagesOf, ofUnit, perform } from './perform.ts';
import type { ActionIn, ActionReply, Inbound, TextIn } from './platform.ts';
import type { OutboxItem } from './ports.ts';
import { privateChat, speakerOf } from './speaker.ts';
import type { Answer, Ask, Verb, VerbDeps } from './verb.ts';

export interface HandlingDeps {
  readonly verbs: VerbDeps;
  readonly clock: () => Instant;
  readonly put: (items: readonly OutboxItem[]) => Promise<void>;
}

export interface Handling {
  /** Text, files and presence; actions go to `act`. */
  readonly message: (inbound: Exclude<Inbound, ActionIn>) => Promise<void>;
  readonly act: (action: ActionIn) => Promise<ClickResult>;
  /** What the speaker hears when it failed for good. */
  readonly giveUp: (inbound: Inbound) => Promise<void>;
  /** Tells a clicker in private what his toast could not. */
  readonly tell: (action: ActionIn, text: string) => Promise<void>;
}

type Mentions = Ask['mentions'];
const NOTHING: Command = { verb: '帮助', words: [], options: {}, lines: [], rest: '' };
const TASK = /^T(?:\d+-)?\d{4}-\d{3,}$/i;
/** 「7」: today's way to write a task's number. */
const SHORT = /^\d{1,3}$/;
const CODE = /^[0-9A-Za-z]{4}(?:-[0-9A-Za-z]{4})+$/;

/** Whether a number alone stands for a task that is there. */
const isTask = async (ask: Ask, typed: string): Promise<boolean> => {
  try {
    await pickTask(ask, typed);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

export const handling = ({ verbs, clock, put }: HandlingDeps): Handling => {
  const { states } = verbs;

  const askOf = async (inbound: Inbound, command: Command, mentions: Mentions, via: Ask['via'], cause: string, isSure = false): Promise<Ask> => {
    const { platform, from: account, chat } = inbound;
    const speaker = await speakerOf(states, platform, account, chat, via === 'card' && inbound.kind === 'action' ? inbound.value : [command.rest, ...command.words].join(' '));
    const at = clock();
    return {
      deps: verbs, platform, chat, account, ...speaker, command, mentions, at, today: localDate(at), via, isSure, inbound,
      by: (part) => ({
        actor: { person: speaker.person?.id ?? null, account, name: speaker.person?.name ?? '' },
        via, cause: part === undefined ? cause : `${cause}#${part}`, unit: speaker.unit?.id ?? null,
      }),
    };
  };

  const answer = async (ask: Ask, verb: Verb, isConfirmed: boolean): Promise<Answer> => {
    try {
      return ofUnit(ask, await perform(ask, verb, isConfirmed));
    } catch (error) {
      const refused = answerOf(error);
      if (refused === null) throw error;
      // Handled again after a stop, what was done already may be refused now: then say what was done.
      const done = await verbs.journal.byCause(ask.by().cause);
      return done === null ? refused : { line: `已办理：${done.events.map(({ type }) => FACT_NAMES[type]).join('、')}`, tone: 'ok' };
    }
  };

  const reply = async (ask: Ask, verb: Verb | null, said: Answer): Promise<void> => {
    const to = destination(ask, verb);
    // A typed refusal is a card; its line would only repeat it.
    const items = messagesOf(ask, { answer: said, withLine: said.line !== undefined && (said.tone !== 'warn' || (said.cards ?? []).length === 0), to });
    const elsewhere: readonly OutboxItem[] = to.kind !== ask.chat.kind
      ? [{ key: `${ask.platform}/${ask.inbound.key}/private`, platform: ask.platform, to: ask.chat, message: { kind: 'text', text: '已私信回复。', mention: [ask.account.id] }, subject: null, notBefore: ask.at }]
      : [];
    await put([...items, ...elsewhere]);
  };

  const run = async (inbound: Exclude<Inbound, ActionIn>, command: Command, mentions: Mentions, isConfirmed: boolean): Promise<void> => {
    const verb = verbNamed(command.verb);
    if (verb === null) throw new TypeError(`no row for verb ${command.verb}`);
    const ask = await askOf(inbound, command, mentions, 'chat', `${inbound.platform}/${inbound.key}`, isConfirmed);
    await reply(ask, verb, await answer(ask, verb, isConfirmed));
  };

  /** What waits for the speaker; in private, for it may name targets. */
  const dueOf = async ({ unit, person, chat }: Ask): Promise<readonly ReturnType<typeof dueLine>[]> =>
    unit === null || person === null || chat.kind !== 'person' ? [] : (await verbs.queries.mine({ unit: unit.id, state: unit.state, person })).due.map(dueLine);

  const text = async (inbound: TextIn): Promise<void> => {
    const reading = readCommand(inbound.text, VERBS);
    if (reading.kind === 'command') return run(inbound, reading.command, inbound.mentions, reading.confirmed);
    const { administrator } = (await states.load('deployment', DEPLOYMENT)).state;
    const typed = inbound.text.normalize('NFKC').trim();
    if (administrator === null && inbound.chat.kind === 'person' && CODE.test(typed)) return run(inbound, { ...NOTHING, verb: '绑定', words: ['管理员', typed], rest: `管理员 ${typed}` }, [], false);
    const [picture] = inbound.files ?? [];
    if (reading.kind === 'empty') return run(inbound, picture === undefined || inbound.chat.kind !== 'person' ? NOTHING : { ...NOTHING, verb: verbForFile(picture.name) }, [], false);
    // A number alone asks to see what it stands for.
    if (TASK.test(typed)) return run(inbound, { ...NOTHING, verb: '任务', words: [typed], rest: typed }, [], false);
    const ask = await askOf(inbound, NOTHING, inbound.mentions, 'chat', `${inbound.platform}/${inbound.key}`);
    const step = ask.person === null ? await setUpStep(ask) : null;
    if (SHORT.test(typed) && ask.person !== null && (await isTask(ask, typed))) return run(inbound, { ...NOTHING, verb: '任务', words: [typed], rest: typed }, [], false);
    const nearest = reading.nearest.flatMap((name) => verbNamed(name) ?? []);
    await reply(ask, null, step ?? { cards: [{ card: unknownCard(reading.said, nearest, await dueOf(ask), ask.unit === null ? null : rulesInForce(ask.unit.state.rules).clauses.lockIsFinal) }] });
  };

  const message: Handling['message'] = async (inbound) => {
    switch (inbound.kind) {
      case 'text': return text(inbound);
      // A file dropped into a group was not addressed to the bot.
      case 'file': return inbound.chat.kind === 'person' ? run(inbound, { ...NOTHING, verb: verbForFile(inbound.file.name) }, [], false) : undefined;
      case 'joined-group': case 'opened-chat': return run(inbound, NOTHING, [], false);
      case 'left-group': return undefined;
    }
  };

  const toastOf = (said: Answer, ask: Ask, verb: Verb): ActionReply => {
    const tone = said.tone ?? 'info';
    if (said.line !== undefined) return { tone, text: said.line };
    return { tone, text: destination(ask, verb).kind !== ask.chat.kind ? '已私信给您' : '请看新消息' };
  };

  const settle = async (ask: Ask, verb: Verb, said: Answer): Promise<ClickResult> => {
    // A refusal is a toast only: what was refused to one must not fill the group with cards.
    const isRefusal = said.tone === 'warn' && said.files === undefined && said.updates === undefined;
    if (!isRefusal) await put(messagesOf(ask, { answer: said, withLine: false, to: destination(ask, verb) }));
    return { reply: toastOf(said, ask, verb), isTelling: said.line !== undefined };
  };

  const confirmed = async (action: ActionIn): Promise<ClickResult> => {
    const { line = '', by, subject } = action.value;
    if (by !== action.from.id) return { reply: { tone: 'warn', text: '只有发出命令的人可以确认；您可以自己@我发出命令' }, isTelling: false };
    const mentions = mentionsIn(action.value['mentions']);
    const reading = readCommand(line, VERBS);
    const verb = reading.kind === 'command' ? verbNamed(reading.command.verb) : null;
    if (reading.kind !== 'command' || verb === null) return { reply: { tone: 'warn', text: '这张卡已过期，请重新发出命令' }, isTelling: false };
    const ask = await askOf(action, reading.command, mentions, 'chat', `confirm/${sha256Hex(`${action.card} ${line}`)}`);
    const said = await answer(ask, verb, true);
    const isDone = said.tone !== 'warn' && said.line !== undefined && subject !== undefined;
    const updates = isDone ? [...(said.updates ?? []), { subject, card: confirmedCard(line, mentions, said.line) }] : said.updates;
    // The card tells everything; the toast only its first line.
    const line1 = isDone ? { line: said.line.split('\n')[0] ?? '' } : {};
    return settle(ask, verb, { ...said, ...line1, ...(updates === undefined ? {} : { updates }) });
  };

  const act: Handling['act'] = async (action) => {
    if (action.action === CONFIRM_ACTION) return confirmed(action);
    const row = actionNamed(action.action);
    const verb = row === null ? null : verbNamed(row.verb);
    if (row === null || verb === null) return { reply: { tone: 'warn', text: '此卡已过期，请发送「我的」或「帮助」取新卡' }, isTelling: false };
    const words = row.words(action);
    const command: Command = { verb: row.verb, options: {}, lines: [], rest: words.words.join(' '), ...words };
    const value = JSON.stringify(Object.entries(action.value).sort());
    const cause = row.once === 'card' ? `card/${sha256Hex(`${action.card} ${action.action} ${value} ${action.from.id}`)}` : `${action.platform}/${action.key}`;
    const ask = await askOf(action, command, [], 'card', cause);
    return settle(ask, verb, await answer(ask, verb, true));
  };

  const say = (inbound: Inbound, suffix: string, line: string): Promise<void> =>
    put([{ key: `${inbound.platform}/${inbound.key}/${suffix}`, platform: inbound.platform, to: privateChat(inbound.from), message: { kind: 'text', text: line }, subject: null, notBefore: clock() }]);

  return {
    message,
    act,
    giveUp: (inbound) => say(inbound, 'sorry', '抱歉，系统出了故障，您刚才的操作没有办成，已记录并通知运维。请稍后再试一次；急事请联系系统管理员。'),
    tell: (action, line) => say(action, 'told', line),
  };
};
