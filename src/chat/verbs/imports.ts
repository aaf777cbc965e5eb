/**
 * 导入: a file dropped in private is staged and shown, asked about where it does not say enough, and written when confirmed.
 */
import { conflictsOf, requireWaiting } from '../../application/imports/stage.ts';
import type { ImportAnswers } from '../../domain/events.ts';
import type { StagedImport } from '../../application/imports/ports.ts';
import type { DroppedFile } from '../../application/imports/receive.ts';
import { importableNamed, IMPORTABLES } from '../../domain/importable.ts';
import { digest, importId } from '../../domain/ids.ts';
import type { ImportId, PersonId } from '../../domain/ids.ts';
import { personById } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { COLUMNS } from '../../domain/roster/columns.ts';
import { CHOICE_NAMES, CHOICES, CONFLICT_KINDS, KIND_CHOICES, KIND_NAMES } from '../../domain/roster/conflicts.ts';
import type { Choice, ConflictKind } from '../../domain/roster/conflicts.ts';
import { intakeStream } from '../../domain/roster/intake.ts';
import type { IntakeState } from '../../domain/roster/intake.ts';
import type { ImportQuestion } from '../../domain/roster/question.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { conflictsSubject, hasRemarks, importAnsweredCard, importRejudgedCard, importSettledCard, importSubject, stagedCard } from '../cards/import.ts';
import { conflictPages, importConflictsCard, pageOfConflict } from '../cards/import-conflicts.ts';
import { COLUMN, FILL, LEAVE_OUT, ROSTER } from '../cards/import-question.ts';
import { kindSubject, toldKindCard, whichKindCard } from '../cards/import-kind.ts';
import { layoutsCard, undoCard } from '../cards/import-review.ts';
import { interestListCard, interestListSubject, interestsRegisteredCard } from '../cards/interest-list.ts';
import { localMinute } from '../parse/dates.ts';
import { fetched } from '../dropped-file.ts';
import { personOf, unitOf } from '../pick.ts';
import { rosterNamed } from '../parse/rosters.ts';
import type { Card } from '../platform.ts';
import { noticePreview } from './calendar.ts';
import { draftedPlan } from './plans.ts';
import { offerForm, offerTemplate } from './templates.ts';
import { withNextStep } from './set-up.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

const ROSTERS = ['targets', 'inspectors', 'items'] as const;

const preview = (staged: StagedImport): Answer => ({
  cards: [{ card: stagedCard(staged), subject: importSubject(staged.id) }],
  ...(staged.annotated === null || !hasRemarks(staged) ? {} : { files: [{ name: staged.annotated.name, blob: staged.annotated.sha256 }] }),
});

/** Whatever a dropped file is: its preview, its card, or the question what it is. */
const received = async (ask: Ask, file: DroppedFile): Promise<Answer> => {
  const what = await ask.deps.useCases.receiveFile(ask.by(), unitOf(ask).id, file);
  switch (what.as) {
    case 'roster': return preview(what.staged);
    case 'interests': return { cards: [{ card: interestListCard(file.name, what.preview), subject: interestListSubject(what.preview.source) }] };
    case 'calendar': return noticePreview(ask, what.wanted);
    case 'plan': return draftedPlan(ask, what.year);
    case 'form': return offerForm(ask, file, what);
    case 'unsure': return { cards: [{ card: whichKindCard(what.source, what.kinds), subject: kindSubject(what.source.sha256) }] };
  }
};

const stage = async (ask: Ask): Promise<Answer> => {
  const { inbound } = ask;
  if (inbound.kind !== 'file') {
    return { line: '请把 .xlsx 或 .csv 文件直接拖进这个私聊窗口，不必打字；没有表格请发送「模板」' };
  }
  personOf(ask);
  const { file } = inbound;
  const data = await fetched(ask, file);
  const dropped = { name: file.name, data };
  return (await offerTemplate(ask, dropped)) ?? received(ask, { ...dropped, kind: null });
};

/** 「导入 认作 年度计划 文件指纹 文件名」: what was asked about, said. */
const takeAs = async (ask: Ask): Promise<Answer> => {
  const [said = '', sha = '', ...rest] = ask.command.words;
  const kind = importableNamed(said);
  const known = digest(sha);
  const can = IMPORTABLES.filter((each) => each.kind !== 'evidence').map(({ title }) => title);
  if (kind === null || kind.kind === 'evidence') throw new Refusal('import.unknown-kind', `没有「${said}」这种可以导入的表`, { next: `可选：${can.join('、')}` });
  const data = known === null ? null : await ask.deps.blobs.get(known).catch(() => null);
  if (known === null || data === null) throw new Refusal('import.unknown', '这个文件已过期或不存在', { next: '请重新把文件发给机器人' });
  const name = rest.length === 0 ? `${kind.title}.xlsx` : rest.join(' ');
  const answer = await received(ask, { name, data, kind: kind.kind });
  const subject = kindSubject(known);
  return { ...answer, updates: [...(answer.updates ?? []), { subject, card: toldKindCard(name, kind.title) }] };
};

/** The import meant: by its number, or the only one of this person that waits cannot be known without it. */
const pickImport = (ask: Ask): ImportId => {
  const typed = ask.command.words[0]?.normalize('NFKC') ?? '';
  const id = importId(typed.replace(/^imp-/i, 'IMP-').replace(/^(?!IMP-)/, 'IMP-'));
  if (id !== null) return id;
  throw new Refusal('import.unknown', typed === '' ? '没有写导入编号' : `没有编号为「${typed}」的导入`, { next: '编号在预检卡片下方，例如：导入 确认 IMP-0a1b2c3d4e5f；也可以重新拖入文件' });
};

/** The guesses with what the clerk said otherwise: by field of the card, or typed by title or column letter. */
const answersFrom = (question: ImportQuestion, options: Readonly<Record<string, string>>): ImportAnswers => {
  const saidOf = (name: string, ...typed: readonly string[]): string | undefined => [name, ...typed.map((each) => each.normalize('NFKC').toLowerCase())].map((key) => options[key]).find((value) => value !== undefined);
  const fieldNamed = (text: string): string | null => (text === LEAVE_OUT ? null : (COLUMNS[question.roster].find(({ field, title }) => field === text || title === text)?.field ?? null));
  const mapping = question.columns.map(({ letter, title, field }) => {
    const said = saidOf(`${COLUMN}${letter}`, letter, title);
    return [letter, said === undefined ? field : fieldNamed(said)] as const;
  });
  const fill = question.fills.map(({ field, title, proposal }) => [field, saidOf(`${FILL}${field}`, title) ?? proposal] as const);
  const open = question.fills.filter((_, n) => fill[n]?.[1] === '').map(({ title }) => `「${title}」`);
  if (open.length > 0) throw new Refusal('import.answer-needed', `还需要指定${open.join('、')}`, { next: `请在卡片上填写${open.join('、')}后再提交，或在表里补上该列` });
  return { roster: question.roster, mapping: Object.fromEntries(mapping), fill: Object.fromEntries(fill) };
};

const answerQuestion = async (ask: Ask): Promise<Answer> => {
  const id = pickImport(ask);
  const asked = await ask.deps.imports.get(id);
  if (asked?.question == null) throw new Refusal('import.nothing-asked', '这次导入没有待回答的问题', { next: '请直接确认或放弃；也可以重新拖入文件' });
  const { options } = ask.command;
  const kind = options[ROSTER] ?? options['名录'];
  const roster = kind === undefined ? asked.question.roster : (rosterNamed(kind) ?? asked.question.roster);
  const staged = roster === asked.question.roster
    ? await ask.deps.useCases.answerImport(ask.by(), id, answersFrom(asked.question, options))
    : await ask.deps.useCases.stageImport(ask.by(), asked.unit, { name: asked.source.name, data: await ask.deps.blobs.get(asked.source.sha256), roster });
  return { ...preview(staged), updates: [{ subject: importSubject(id), card: importAnsweredCard(asked) }] };
};

const confirm = async (ask: Ask): Promise<Answer> => {
  const id = pickImport(ask);
  const entry = await ask.deps.useCases.confirmImport(ask.by(), id);
  const submitted = entry.events.find((fact) => fact.type === 'ImportSubmitted');
  if (submitted?.type === 'ImportSubmitted') {
    const names = unitOf(ask).state.people.filter((person) => submitted.reviewers.includes(person.id)).map(({ name }) => name).join('、');
    return { line: `${submitted.why}，已请${names}复核，复核后写入`, tone: 'info' };
  }
  const staged = await ask.deps.imports.get(id);
  if (staged === null) return { line: '已写入', tone: 'ok' };
  const { added, changed } = staged.counts;
  return withNextStep(ask, `已写入${ROSTER_NAMES[staged.roster]}：新增 ${String(added)}，变更 ${String(changed)}`);
};

const abandon = async (ask: Ask): Promise<Answer> => {
  const id = pickImport(ask);
  await ask.deps.useCases.abandonImport(ask.by(), id);
  const staged = await ask.deps.imports.get(id);
  return {
    line: '已放弃，什么也没有写入',
    tone: 'ok',
    ...(staged === null ? {} : { updates: [{ subject: importSubject(id), card: importSettledCard(staged, 'abandoned', personOf(ask).name, localMinute(ask.at)) }] }),
  };
};

// ---------------------------------------------------------------- 逐条确认

const kindNamed = (text: string): ConflictKind | null => CONFLICT_KINDS.find((kind) => KIND_NAMES[kind] === text || kind === text) ?? null;
/** As a single one is called, or as all of its kind are. */
const choiceNamed = (text: string | undefined, kind: ConflictKind | null = null): Choice | null =>
  CHOICES.find((choice) => CHOICE_NAMES[choice] === text || (kind !== null && [KIND_CHOICES[kind][choice], KIND_CHOICES[kind][choice].slice('全部'.length)].includes(text ?? ''))) ?? null;

const required = async (ask: Ask, id: ImportId): Promise<StagedImport> => {
  const staged = await ask.deps.imports.get(id);
  if (staged !== null) return staged;
  throw new Refusal('import.unknown', '这次导入已过期或不存在', { next: '请重新把文件发给机器人' });
};

const conflictCard = async (ask: Ask, staged: StagedImport, page: number): Promise<Card> => {
  const conflicts = await conflictsOf(ask.deps, staged);
  if (conflicts.length === 0) throw new Refusal('import.no-such-conflict', '这份表没有需要逐条确认的地方', { next: '请直接写入或放弃' });
  return importConflictsCard(staged, conflicts, Math.min(Math.max(1, page), conflictPages(conflicts.length)));
};

const conflicts = async (ask: Ask): Promise<Answer> => {
  const staged = requireWaiting(await required(ask, pickImport(ask)));
  const typed = ask.command.words[1];
  const card = await conflictCard(ask, staged, Number(typed ?? '1') || 1);
  // Turning a page changes the card that is there; asking for it brings a new one.
  const subject = conflictsSubject(staged.id);
  return typed === undefined || ask.via === 'chat' ? { cards: [{ card, subject }] } : { line: `第 ${typed} 页`, updates: [{ subject, card }] };
};

const choose = async (ask: Ask): Promise<Answer> => {
  const id = pickImport(ask);
  const [, nth = '', said] = ask.command.words;
  const kind = kindNamed(nth);
  const choice = choiceNamed(said, kind);
  if ((kind === null && !/^\d{1,5}$/.test(nth)) || choice === null) throw new Refusal('import.choice-unclear', '没有看懂要怎么选', { next: `例如：导入 选择 ${id} 1 保留原值（可选：${CHOICES.map((each) => CHOICE_NAMES[each]).join('、')}）；一种全选：导入 选择 ${id} 改名 全部留原来的` });
  const at = Number(nth) - 1;
  const staged = await ask.deps.useCases.chooseConflict(ask.by(), id, kind ?? at, choice);
  const card = await conflictCard(ask, staged, kind === null ? pageOfConflict(at) : 1);
  return { line: kind === null ? `第 ${nth} 处：${CHOICE_NAMES[choice]}` : `${KIND_NAMES[kind]}：${KIND_CHOICES[kind][choice]}。点“按选择重新预检”生效`, tone: 'ok', updates: [{ subject: conflictsSubject(id), card }] };
};

const apply = async (ask: Ask): Promise<Answer> => {
  const id = pickImport(ask);
  const asked = await required(ask, id);
  for (const kind of CONFLICT_KINDS) {
    const said = ask.command.options[KIND_NAMES[kind]];
    if (said === undefined) continue;
    const choice = choiceNamed(said, kind);
    if (choice === null) throw new Refusal('import.choice-unclear', `没有看懂「${KIND_NAMES[kind]}=${said}」`, { next: `可选：${CHOICES.map((each) => KIND_CHOICES[kind][each]).join('、')}` });
    await ask.deps.useCases.chooseConflict(ask.by(), id, kind, choice);
  }
  const staged = await ask.deps.useCases.applyChoices(ask.by(), id, choiceNamed(ask.command.words[1] ?? ask.command.options['全部']));
  const card = importRejudgedCard(asked);
  return { ...preview(staged), updates: [{ subject: importSubject(id), card }, { subject: conflictsSubject(id), card }] };
};

// ---------------------------------------------------------------- second person, undo, settings

const review = async (ask: Ask): Promise<Answer> => {
  const id = pickImport(ask);
  await ask.deps.useCases.reviewImport(ask.by(), id);
  const { roster, counts } = await required(ask, id);
  return { line: `复核无误，已写入${ROSTER_NAMES[roster]}：新增 ${String(counts.added)}，变更 ${String(counts.changed)}`, tone: 'ok' };
};

const sendBack = async (ask: Ask): Promise<Answer> => {
  const id = pickImport(ask);
  const reason = ask.command.words.slice(1).join(' ');
  if (reason === '') throw new Refusal('import.no-reason', '退回要写明原因', { next: `例如：导入 退回 ${id} 少了卫健科的对象` });
  await ask.deps.useCases.returnImport(ask.by(), id, reason);
  return { line: '已退回，什么也没有写入', tone: 'ok' };
};

const intakeOf = async (ask: Ask): Promise<IntakeState> => (await ask.deps.states.load('intake', intakeStream(unitOf(ask).id))).state;
const nameIn = (ask: Ask) => (person: PersonId | null): string => (person === null ? '经办人' : (personById(unitOf(ask).state, person)?.name ?? '已离开的人员'));

const undo = async (ask: Ask): Promise<Answer> => {
  const unit = unitOf(ask).id;
  const [typed] = ask.command.words;
  const { last } = await intakeOf(ask);
  if (typed === undefined) {
    const card = undoCard(last, nameIn(ask));
    return (card.rows ?? []).length === 0 ? { line: '没有可以撤回的导入；还没写入的请点预检卡上的“放弃”' } : { cards: [{ card }] };
  }
  const isNumber = /^(imp-)?[0-9a-f]{12}$/i.test(typed);
  const wanted = isNumber ? pickImport(ask) : null;
  const roster = wanted === null ? rosterNamed(typed) : (ROSTERS.find((each) => last[each]?.import === wanted) ?? (await required(ask, wanted)).roster);
  if (roster === null) throw new Refusal('roster.unknown-kind', `没有看懂要撤回哪个名录的导入：「${typed}」`, { next: '例如：撤回导入 对象；撤回导入 人员；撤回导入 事项' });
  const entry = await ask.deps.useCases.undoImport(ask.by(), unit, roster, wanted);
  const fact = entry.events.find((each) => each.type === 'RosterImported');
  const counts = fact?.type === 'RosterImported' ? fact.counts : null;
  return { line: `已撤回，${ROSTER_NAMES[roster]}恢复到导入之前：移出 ${String(counts?.removed ?? 0)}，恢复 ${String(counts?.changed ?? 0)}`, tone: 'ok' };
};

const registerInterests = async (ask: Ask): Promise<Answer> => {
  const source = ask.command.words[0] ?? '';
  const { events } = await ask.deps.useCases.importInterests(ask.by(), unitOf(ask).id, source);
  return { line: `已登记利害关系 ${String(events.length)} 条`, tone: 'ok', updates: [{ subject: interestListSubject(source), card: interestsRegisteredCard(events.length, personOf(ask).name, localMinute(ask.at)) }] };
};

const settings = async (ask: Ask): Promise<Answer> => ({ cards: [{ card: layoutsCard((await intakeOf(ask)).layouts, nameIn(ask)) }] });

const forget = async (ask: Ask): Promise<Answer> => {
  const which = ask.command.words.join(' ');
  if (which === '') throw new Refusal('import.no-such-layout', '没有写要忘记哪一种表头', { next: '发送「导入 设置」查看编号，例如：导入 忘记 1' });
  await ask.deps.useCases.forgetLayout(ask.by(), unitOf(ask).id, which);
  return { line: '已忘记，下次导入同样的表头会重新提问', tone: 'ok' };
};

export const IMPORT_VERBS: readonly Verb[] = [
  { verb: '导入', aliases: ['import', '上传'], usage: '把 .xlsx 拖进私聊', help: '导入名录：先预检，确认才写入', for: 'bound', answers: 'privately', writes: false, run: stage },
  { verb: '导入 认作', aliases: ['import as'], usage: '导入 认作 年度抽查计划 文件指纹 计划.xlsx', help: '机器人拿不准一个文件是什么表时，告诉它（点卡片上的按钮即可）', for: 'bound', answers: 'privately', writes: false, run: takeAs },
  { verb: '导入 回答', aliases: ['import answer'], usage: '导入 回答 IMP-0a1b2c3d4e5f 监管科室=教育科', help: '回答导入时的提问（不写则全按建议）', for: 'bound', answers: 'privately', writes: false, run: answerQuestion },
  { verb: '导入 冲突', aliases: ['import conflicts'], usage: '导入 冲突 IMP-0a1b2c3d4e5f', help: '逐条确认与库内不一致的行', for: 'business.see', answers: 'privately', writes: false, run: conflicts },
  { verb: '导入 选择', aliases: ['import choose'], usage: '导入 选择 IMP-0a1b2c3d4e5f 1 保留原值', help: '定一处不一致怎么办：保留新值、保留原值、跳过；编号换成 改名、同码、同名 就是这一种全部', for: 'bound', answers: 'privately', writes: true, run: choose },
  { verb: '导入 按选择', aliases: ['import apply'], usage: '导入 按选择 IMP-0a1b2c3d4e5f', help: '按选择重新预检（可写 全部=保留新值，或按种类 改名=全部留原来的 同码=全部以后一行为准 同名=全部新增）', for: 'bound', answers: 'privately', writes: false, run: apply },
  { verb: '导入 确认', aliases: ['import confirm'], usage: '导入 确认 IMP-0a1b2c3d4e5f', help: '写入预检过的名录', for: 'bound', answers: 'privately', writes: true, run: confirm },
  { verb: '导入 放弃', aliases: ['import abandon', '导入 取消'], usage: '导入 放弃 IMP-0a1b2c3d4e5f', help: '放弃预检过的名录，或取消正在读取的文件', for: 'bound', answers: 'privately', writes: true, run: abandon },
  { verb: '导入 复核', aliases: ['import review'], usage: '导入 复核 IMP-0a1b2c3d4e5f', help: '第二人核对大批导入的总数后写入', for: 'bound', answers: 'privately', writes: true, run: review },
  { verb: '导入 退回', aliases: ['import return'], usage: '导入 退回 IMP-0a1b2c3d4e5f 少了卫健科的对象', help: '退回待复核的导入', for: 'bound', answers: 'privately', writes: true, run: sendBack },
  { verb: '撤回导入', aliases: ['undo-import', '导入 撤回'], usage: '撤回导入 对象', help: '把名录恢复到最近一次导入之前', for: 'bound', answers: 'privately', writes: true, run: undo },
  { verb: '导入 登记', aliases: ['import interests'], usage: '导入 登记 文件指纹', help: '登记预检过的利害关系登记表（点卡片上的按钮即可）', for: 'interest.import', answers: 'privately', writes: true, run: registerInterests },
  { verb: '导入 设置', aliases: ['import settings'], usage: '导入 设置', help: '查看记住的表头对应关系', for: 'bound', answers: 'privately', writes: false, run: settings },
  { verb: '导入 忘记', aliases: ['import forget'], usage: '导入 忘记 1', help: '忘记一种表头，下次重新提问', for: 'bound', answers: 'privately', writes: true, run: forget },
];
