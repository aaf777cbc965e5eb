/**
 * 导入: a file dropped in private is staged and shown, asked about where it does not say enough, and written when confirmed.
 */
import type { StagedImport } from '../../application/ports.ts';
import { importId } from '../../domain/ids.ts';
import type { ImportId } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { COLUMNS } from '../../domain/roster/columns.ts';
import type { ImportAnswers, ImportQuestion } from '../../domain/roster/question.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { hasRemarks, importAnsweredCard, importPreviewCard, importSettledCard, importSubject } from '../cards/import.ts';
import { COLUMN, FILL, importQuestionCard, LEAVE_OUT, ROSTER } from '../cards/import-question.ts';
import { localMinute } from '../parse/dates.ts';
import { personOf, unitOf } from '../pick.ts';
import { PlatformError } from '../platform.ts';
import type { FileHandle } from '../platform.ts';
import { rosterNamed } from './rosters.ts';
import { offerTemplate, orEmptyForm } from './templates.ts';
import { withNextStep } from './set-up.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

/** Larger workbooks are split or sent as .csv; the reader has its own guards inside. */
const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** The bytes of a dropped file. @throws Refusal when it is too large or gone */
export const fetched = async (ask: Ask, file: FileHandle): Promise<Uint8Array> => {
  const tooLarge = (): Refusal => new Refusal('import.too-large', `文件「${file.name}」超过 ${String(MAX_FILE_BYTES / 1024 / 1024)} MB`, { next: '名单请删去图片和无关工作表，或按科室分成几份；照片请压缩后再发' });
  if (file.bytes !== null && file.bytes > MAX_FILE_BYTES) throw tooLarge();
  const platform = ask.deps.platforms.get(ask.platform);
  if (platform === undefined) throw new TypeError(`no such platform: ${ask.platform}`);
  try {
    return await platform.fetchFile(file, MAX_FILE_BYTES);
  } catch (error) {
    if (error instanceof PlatformError && error.kind === 'too-large') throw tooLarge();
    if (error instanceof PlatformError && (error.kind === 'stale' || error.kind === 'permanent')) throw new Refusal('import.gone', `文件「${file.name}」已取不到`, { next: '请重新发送一次' });
    throw error;
  }
};

const preview = (staged: StagedImport): Answer => ({
  cards: [{ card: staged.question === null ? importPreviewCard(staged) : importQuestionCard(staged, staged.question), subject: importSubject(staged.id) }],
  ...(staged.annotated === null || !hasRemarks(staged) ? {} : { files: [{ name: staged.annotated.name, blob: staged.annotated.sha256 }] }),
});

const stage = async (ask: Ask): Promise<Answer> => {
  const { inbound } = ask;
  if (inbound.kind !== 'file') {
    return { line: '请把 .xlsx 或 .csv 文件直接拖进这个私聊窗口，不必打字；没有表格请发送「模板」' };
  }
  personOf(ask);
  const { file } = inbound;
  const data = await fetched(ask, file);
  const dropped = { name: file.name, data };
  const template = await offerTemplate(ask, dropped);
  if (template !== null) return template;
  return orEmptyForm(ask, dropped, async () => preview(await ask.deps.useCases.stageImport(ask.by(), unitOf(ask).id, dropped)));
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
  await ask.deps.useCases.confirmImport(ask.by(), id);
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

export const IMPORT_VERBS: readonly Verb[] = [
  { verb: '导入', aliases: ['import', '上传'], usage: '把 .xlsx 拖进私聊', help: '导入名录：先预检，确认才写入', for: 'bound', answers: 'privately', writes: false, run: stage },
  { verb: '导入 回答', aliases: ['import answer'], usage: '导入 回答 IMP-0a1b2c3d4e5f 监管科室=教育科', help: '回答导入时的提问（不写则全按建议）', for: 'bound', answers: 'privately', writes: false, run: answerQuestion },
  { verb: '导入 确认', aliases: ['import confirm'], usage: '导入 确认 IMP-0a1b2c3d4e5f', help: '写入预检过的名录', for: 'bound', answers: 'privately', writes: true, run: confirm },
  { verb: '导入 放弃', aliases: ['import abandon', '撤回导入', 'undo-import'], usage: '导入 放弃 IMP-0a1b2c3d4e5f', help: '放弃预检过的名录', for: 'bound', answers: 'privately', writes: true, run: abandon },
];
