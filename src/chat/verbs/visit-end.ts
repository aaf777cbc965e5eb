/**
 * 结束 · 证据: the leader says when a visit was over and what came of it; photos and papers are filed with it.
 */
import type { By } from '../../application/deps.ts';
import { runningByDue } from '../../application/queries/deadlines.ts';
import { START_WORDS } from '../../domain/disclosure/clock.ts';
import type { BlobRef } from '../../domain/values.ts';
import { digest, taskOf } from '../../domain/ids.ts';
import type { InspectionId, SubstitutionId } from '../../domain/ids.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { OUTCOMES, outcomeNamed, outcomesText } from '../../domain/inspection/outcomes.ts';
import type { OutcomeCode } from '../../domain/inspection/outcomes.ts';
import { demand, may } from '../../domain/people/permissions.ts';
import { planStream } from '../../domain/plan/plan.ts';
import { refillWords } from '../../domain/inspection/refill.ts';
import { Refusal } from '../../domain/refusal.ts';
import { REASON_NAMES } from '../../domain/substitution/decide.ts';
import { isParty } from '../../domain/substitution/evidence.ts';
import type { SubstitutionState } from '../../domain/substitution/substitution.ts';
import type { FileHandle } from '../platform.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { evidenceCard, evidenceChoiceCard, finishedCard, finishFormCard } from '../cards/visit-end.ts';
import { countWords, dayWords } from '../day-words.ts';
import { textAfter } from '../parse/command.ts';
import { dateOf } from '../parse/dates.ts';
import { visitNumbering } from '../parse/numbering.ts';
import { listOf } from '../parse/people.ts';
import { ownVisits, personOf, pickSubstitution, pickVisit, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { targetName } from '../views/assignment.ts';
import { attached, fetched } from '../dropped-file.ts';

const isOpen = (certificate: string | null) => (visit: InspectionState): boolean => {
  const post = visit.posts.find(({ inspector }) => inspector === certificate);
  return visit.finished === undefined && post !== undefined && post.acceptedAt !== null;
};

const outcomesIn = (text: string): readonly OutcomeCode[] =>
  listOf(text).map((word) => {
    const code = outcomeNamed(word);
    if (code === null) throw new Refusal('visit.unknown-outcome', `没有「${word}」这种检查结果`, { next: `结果代码：${outcomesText(Object.keys(OUTCOMES) as OutcomeCode[])}` });
    return code;
  });

const dayIn = (ask: Ask, text: string, what: string): string => {
  const day = dateOf(text, ask.today);
  if (day === null) throw new Refusal('visit.bad-day', `看不懂${what}「${text}」`, { next: '例如：日期=9.16' });
  return day;
};

/** When the results of this visit have to be public, now that it is over. */
const deadlineLine = async (ask: Ask, inspection: InspectionId): Promise<string> => {
  const deadlines = await ask.deps.queries.deadlinesOf(taskOf(inspection));
  const own = runningByDue({ ...deadlines, visits: deadlines.visits.filter((each) => each.inspection === inspection) })[0]?.visits[0]?.count;
  if (own != null) return `公示期限：${countWords(own, '')}`;
  const open = deadlines.visits.filter(({ visit }) => visit.finished === undefined).length;
  return `公示期限从${START_WORDS[deadlines.rules.publish.start.value]}起算，还有 ${String(open)} 户没有结束`;
};

const finish = async (ask: Ask): Promise<Answer> => {
  const { words, options } = ask.command;
  const { certificate } = personOf(ask);
  const hasNumber = words[0] !== undefined && visitNumbering(words[0]) !== null;
  const inspection = await pickVisit(ask, hasNumber ? words[0] : undefined, isOpen(certificate));
  const rest = hasNumber ? words.slice(1) : words;
  const { state: visit } = await ask.deps.states.load('inspection', inspection);
  // 「结束 7-1 9.16 01」: a day and results, in this order, without their names.
  const [first, ...more] = rest;
  const isDay = first !== undefined && outcomeNamed(first) === null && dateOf(first, ask.today) !== null;
  const resultWord = options['结果'] ?? (isDay ? more[0] : first);
  if (resultWord === undefined) {
    const { rules } = await ask.deps.queries.deadlinesOf(taskOf(inspection));
    const subject = `form/${ask.platform}/${ask.inbound.key}`;
    return { cards: [{ card: finishFormCard({ visit, target: await targetName(ask.deps.states, visit, ask.today), today: ask.today, asksResultDay: rules.publish.start.value === 'resultProduced', subject }), subject }] };
  }
  const dayWord = options['日期'] ?? (isDay ? first : undefined);
  const on = dayWord === undefined ? ask.today : dayIn(ask, dayWord, '检查结束日期');
  const resultDay = options['结果日期'];
  const outcomes = outcomesIn(resultWord);
  await ask.deps.useCases.finishVisit(ask.by(), inspection, {
    on, outcomes, resultOn: resultDay === undefined ? null : dayIn(ask, resultDay, '结果产生日期'),
    text: options['说明'] ?? (options['结果'] === undefined ? (isDay ? more.slice(1) : more) : isDay ? more : rest).join(' '),
  });
  const deadline = await deadlineLine(ask, inspection);
  const subject = options['表单'];
  return {
    line: `${inspection} 已登记 ${dayWords(on, ask.today)}检查结束。${deadline}`,
    tone: 'ok',
    ...(subject === undefined ? {} : { updates: [{ subject, card: finishedCard(inspection, { on, outcomes }, deadline) }] }),
  };
};

const reopen = async (ask: Ask): Promise<Answer> => {
  const [typed] = ask.command.words;
  if (typed === undefined || visitNumbering(typed) === null) throw new Refusal('visit.which', '没有写撤销哪一户', { next: '例如：结束 撤销 7-1 日期填错' });
  const inspection = await pickVisit(ask, typed);
  await ask.deps.useCases.reopenVisit(ask.by(), inspection, textAfter(ask.command, 1));
  return { line: `${inspection} 的检查结束登记已撤销，请重新登记`, tone: 'ok' };
};

/** A file that is still where it was sent, named by a card's button. */
const carriedIn = (ask: Ask): FileHandle | null => {
  const { 令牌: token = '', 大小: bytes = '', 名称: name = '' } = ask.command.options;
  return token === '' ? null : { token, name: name === '' ? '证据' : name, bytes: /^\d{1,12}$/.test(bytes) ? Number(bytes) : null };
};

/** 证明 of a request of one's own. */
const openRequests = async (ask: Ask): Promise<readonly SubstitutionState[]> => {
  const person = personOf(ask);
  return (await ask.deps.states.find('substitution', { unit: unitOf(ask).id, phase: 'requested' })).map(({ state }) => state).filter((state) => isParty({ substitution: state }, person));
};
const attachTo = async (ask: Ask, id: SubstitutionId, files: readonly FileHandle[]): Promise<Answer> => {
  for (const [n, file] of files.entries()) await ask.deps.useCases.fileSubstitutionEvidence(n === 0 ? ask.by() : ask.by(`file${String(n)}`), id, { name: file.name, data: await fetched(ask, file) });
  const { state } = await ask.deps.states.load('substitution', id);
  return { line: `已作为 ${id} 的证明加密保存，共 ${String(state.evidence?.length ?? 0)} 份，只有审批人可以看。发错了请发送：证明 删除 ${id}`, tone: 'ok' };
};
/** Null where what was sent cannot be a paper behind a request. */
const asProof = async (ask: Ask, files: readonly FileHandle[]): Promise<Answer | null> => {
  const [typed] = ask.command.words;
  if (files.length === 0) return null;
  if (typed !== undefined) return /^sub/i.test(typed.normalize('NFKC')) ? attachTo(ask, await pickSubstitution(ask, typed), files) : null;
  const requests = await openRequests(ask);
  const [only] = requests;
  if (only?.id == null) return null;
  const visits = (await ownVisits(ask)).filter(isOpen(personOf(ask).certificate));
  if (requests.length === 1 && visits.length === 0) return attachTo(ask, only.id, files);
  const named = await Promise.all(visits.flatMap((visit) => (visit.id === null ? [] : [{ visit, id: visit.id }])).map(async ({ visit, id }) => ({ inspection: id, target: await targetName(ask.deps.states, visit, ask.today) })));
  const listed = requests.flatMap(({ id, inspection, reason }) => (id === null ? [] : [{ id, about: `${inspection ?? ''} ${REASON_NAMES[reason]}` }]));
  return { cards: files.map((file) => ({ card: evidenceChoiceCard(file, listed, named) })) };
};

/** The files of a message, kept; or the one named on a card that asked where it belongs. */
const filesIn = async (ask: Ask): Promise<readonly BlobRef[]> => {
  const kept: BlobRef[] = [];
  for (const file of attached(ask)) kept.push(await ask.deps.blobs.put(file.name, await fetched(ask, file)));
  if (kept.length > 0) return kept;
  const carried = carriedIn(ask);
  if (carried !== null) return [await ask.deps.blobs.put(carried.name, await fetched(ask, carried))];
  const { 文件: sha = '', 大小: bytes = '', 名称: name = '' } = ask.command.options;
  const sha256 = digest(sha);
  return sha256 === null || !/^\d{1,12}$/.test(bytes) ? [] : [{ sha256, bytes: Number(bytes), name: name === '' ? '证据' : name }];
};
export const fileIn = async (ask: Ask): Promise<BlobRef | null> => (await filesIn(ask))[0] ?? null;

/** An adjustment of the plan that waits for the approval from outside, among this year's and the next. */
const planWithoutEvidence = async (ask: Ask): Promise<number | null> => {
  const { id, state } = unitOf(ask);
  if (!may(personOf(ask), 'plan.submit') || rulesInForce(state.rules).plan.adjust.value === 'free') return null;
  const now = Number(ask.today.slice(0, 4));
  for (const year of [now, now + 1]) {
    const { draft } = (await ask.deps.states.load('plan', planStream(id, year))).state;
    if (draft?.phase === 'open' && draft.base > 0) return year;
  }
  return null;
};

const evidence = async (ask: Ask): Promise<Answer> => {
  const person = personOf(ask);
  const carried = carriedIn(ask);
  const proof = await asProof(ask, carried === null ? attached(ask) : [carried]);
  if (proof !== null) return proof;
  const files = await filesIn(ask);
  const [file] = files;
  if (file === undefined) return { line: '请把照片、录像、PDF 等直接发到这个私聊窗口，再选归入哪一户；也可以把照片和「证据 7-1」写在同一条消息里' };
  const named = files.length === 1 ? `「${file.name}」` : `「${file.name}」等 ${String(files.length)} 个文件`;
  /** One decision a file, each with its own key. */
  const each = async (filing: (by: By, one: BlobRef) => Promise<unknown>): Promise<void> => {
    for (const [n, one] of files.entries()) await filing(n === 0 ? ask.by() : ask.by(`file${String(n)}`), one);
  };
  const [typed] = ask.command.words;
  const year = typed === undefined ? await planWithoutEvidence(ask) : null;
  if (year !== null) {
    await ask.deps.useCases.filePlanEvidence(ask.by(), unitOf(ask).id, year, file);
    const others = files.length === 1 ? '' : `；同一条消息里的其他 ${String(files.length - 1)} 张没有归入，批复有几页时请合成一个 PDF 再发`;
    return { line: `「${file.name}」已作为批复归入 ${String(year)} 年度计划的调整，请发送：计划 提交 ${String(year)}${others}`, tone: 'ok' };
  }
  const open = (await ownVisits(ask)).filter(isOpen(person.certificate)).flatMap((visit) => (visit.id === null ? [] : [{ visit, id: visit.id }]));
  const [only, ...more] = open;
  const proposals = typed === undefined ? (await ask.deps.queries.keyList(unitOf(ask).id)).waiting.filter(({ state }) => state.proposal?.by === person.id) : [];
  if (typed === undefined && more.length + proposals.length > 0) {
    const visits = await Promise.all(open.map(async ({ visit, id }) => ({ inspection: id, target: await targetName(ask.deps.states, visit, ask.today) })));
    return { cards: files.map((one) => ({ card: evidenceCard(one, visits, proposals) })) };
  }
  if (person.certificate === null) demand(person, 'visit.finish');
  if (typed === undefined && only === undefined) throw new Refusal('visit.none-open', `收到「${file.name}」，但您没有已接受、未结束的检查可以归入`, { next: '请先接受任务；导入名录请发 .xlsx 或 .csv' });
  const inspection = typed === undefined && only !== undefined ? only.id : await pickVisit(ask, typed);
  await each((by, one) => ask.deps.useCases.fileEvidence(by, inspection, one));
  const { state } = await ask.deps.states.load('inspection', inspection);
  return { line: `${named}已归入 ${inspection}，共 ${String(state.evidence?.length ?? 0)} 个文件`, tone: 'ok' };
};

/** 「递补 7-3」: what follows is the draw's to say, not the speaker's. */
const refill = async (ask: Ask): Promise<Answer> => {
  const [typed] = ask.command.words;
  if (typed === undefined || visitNumbering(typed) === null) throw new Refusal('refill.which', '没有写递补哪一户', { next: '例如：递补 7-3（该户已以注销、迁出、无法联系等结果办结）' });
  const { events } = await ask.deps.useCases.refillTarget(ask.by(), await pickVisit(ask, typed));
  const refilled = events.find((fact) => fact.type === 'TargetRefilled');
  return { line: refilled === undefined ? '已办理' : `${refillWords(refilled)}。由原检查组检查，已发任务单`, tone: 'ok' };
};

export const VISIT_END_VERBS: readonly Verb[] = [
  { verb: '递补', aliases: ['reserve', '递补对象'], usage: '递补 7-3', help: '对象注销、迁出、无法联系而办结后，按抽取时的递补顺序递补一户（规则允许时）', for: 'task.dispatch', answers: 'privately', writes: true, run: refill },
  { verb: '结束', aliases: ['finish', '检查结束', '登记结束'], usage: '结束 7-1 日期=9.16 结果=01', help: '组长登记检查结束日期和结果；只发「结束 7-1」得到表单', for: 'visit.finish', answers: 'privately', writes: true, run: finish },
  { verb: '结束 撤销', aliases: ['finish undo', '撤销结束'], usage: '结束 撤销 7-1 日期填错', help: '撤销登记错的检查结束（还没有公示时）', for: 'visit.finish', answers: 'privately', writes: true, run: reopen },
  { verb: '证据', aliases: ['evidence', '归入'], usage: '把照片、PDF 拖进私聊', help: '把现场照片、材料归入一户检查；计划调整的批复归入计划', for: 'bound', answers: 'privately', writes: true, run: evidence },
];
