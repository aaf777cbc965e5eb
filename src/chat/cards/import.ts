/**
 * 导入预检 and what follows: what an import would change, how far it is, and what became of it.
 */
import type { StagedImport } from '../../application/imports/ports.ts';
import type { ImportCounts } from '../../domain/events.ts';
import { unlistedOf } from '../../application/imports/stage.ts';
import { CONFLICT_KINDS, KIND_CHOICES, KIND_NAMES, undecidedKinds } from '../../domain/roster/conflicts.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { clipped, plain } from '../markdown.ts';
import type { Card } from '../platform.ts';
import { importQuestionCard } from './import-question.ts';

const LISTED = 8;

export const importSubject = (id: string): string => `import/${id}`;
export const conflictsSubject = (id: string): string => `import/${id}/conflicts`;
export const reviewSubject = (id: string): string => `import/${id}/review`;

/** Whether the annotated sheet tells the clerk anything. */
export const hasRemarks = ({ counts, findings }: StagedImport): boolean => counts.rejected + counts.duplicate > 0 || findings.length > 0;

const thousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

export const countsText = ({ read, added, changed, same, duplicate, rejected, removed }: ImportCounts): string =>
  `读取 ${thousands(read)} 行 | 新增 ${thousands(added)} | 变更 ${thousands(changed)} | 无变化 ${thousands(same)} | 重复 ${thousands(duplicate)} | 拒收 ${thousands(rejected)}${removed === undefined || removed === 0 ? '' : ` | 移出 ${thousands(removed)}`}`;
const countsLine = ({ counts }: StagedImport): string => countsText(counts);

const findingLines = ({ findings }: StagedImport): readonly string[] => {
  const shown = findings.slice(0, LISTED).map((finding) => `• ${plain(clipped(finding, 160))}`);
  return findings.length > LISTED ? [...shown, '• 其余的见带批注的表'] : shown;
};

/** Kinds of contradictions too many to be listed that nobody has chosen about yet. */
const undecided = ({ conflicts, choices }: StagedImport): readonly string[] => (conflicts?.unlisted === undefined ? [] : undecidedKinds(conflicts.unlisted, choices).map((kind) => KIND_NAMES[kind]));

const conflictLines = (staged: StagedImport): readonly string[] => {
  const { conflicts, choices } = staged;
  if (conflicts === null) return [];
  const open = undecided(staged);
  if (open.length > 0) return [`**有 ${thousands(conflicts.count)} 处与库内或表内其他行不一致**，其中 ${thousands(unlistedOf(staged))} 处多到无法逐条列出。请点“逐条确认”，先按种类（${open.join('、')}）一次选定，再重新预检；选定之前不能写入。`];
  const chosen = Object.keys(choices.each).length;
  const kinds = CONFLICT_KINDS.flatMap((kind) => (choices.kinds?.[kind] === undefined ? [] : `${KIND_NAMES[kind]}：${KIND_CHOICES[kind][choices.kinds[kind]]}`));
  if (kinds.length > 0) return [`**有 ${thousands(conflicts.count)} 处与库内或表内其他行不一致**。已按您的选择判定（${[...kinds, ...(chosen === 0 ? [] : [`逐条选了 ${String(chosen)} 处`])].join('；')}）。`];
  const how = choices.all === null && chosen === 0 ? '未逐条确认的：名称以表中为准，同一代码以先出现的一行为准' : `已按您的选择判定${chosen === 0 ? '' : `（逐条选了 ${String(chosen)} 处）`}`;
  return [`**有 ${thousands(conflicts.count)} 处与库内或表内其他行不一致**。${how}。`];
};

export const importPreviewCard = (staged: StagedImport): Card => {
  const { counts, conflicts } = staged;
  const writes = counts.added + counts.changed;
  const isOpen = undecided(staged).length > 0;
  const body = [
    `文件 ${plain(staged.source.name)}\u3000识别：${ROSTER_NAMES[staged.roster]}`,
    `**${countsLine(staged)}**`,
    ...conflictLines(staged),
    ...findingLines(staged),
    ...(staged.annotated === null || !hasRemarks(staged) ? [] : ['带批注的表见下一条消息，「原因」一列写明每行怎么改。']),
  ].join('\n');
  return {
    title: `导入预检 · ${ROSTER_NAMES[staged.roster]}`,
    tone: counts.rejected + counts.duplicate > 0 || conflicts !== null ? 'warn' : 'info',
    summary: countsLine(staged),
    body,
    actions: [
      { id: 'import.confirm', label: isOpen ? '先选定再写入' : writes > 0 ? `写入 ${thousands(writes)} 条` : '没有可写入的', style: 'primary', value: { import: staged.id }, disabled: writes === 0 || isOpen },
      ...(conflicts === null ? [] : [{ id: 'import.conflicts', label: '逐条确认', value: { import: staged.id } }]),
      { id: 'import.abandon', label: '放弃', value: { import: staged.id } },
    ],
    note: `编号 ${staged.id}。确认前什么也不写入；拒收的行改好后可再导入。请勿导入身份证号等与抽查无关的个人信息和涉密信息。`,
  };
};

const BAR_PARTS = 10;
const barOf = (rows: number, about: number): string => {
  const full = about === 0 ? 0 : Math.min(BAR_PARTS, Math.floor((rows * BAR_PARTS) / about));
  return `${'■'.repeat(full)}${'□'.repeat(BAR_PARTS - full)}`;
};

/** 进度: a long file is read and judged beside the chat. */
export const importProgressCard = (staged: StagedImport): Card => {
  const { progress } = staged;
  const step = progress === null ? '正在读取，请稍候' : progress.step === 'writing' ? '判定完成，正在整理变更' : `读取、判定 ${thousands(progress.rows)} / 约 ${thousands(progress.about)} 行`;
  return {
    title: '导入 · 正在处理',
    tone: 'info',
    summary: `${staged.source.name} ${step}`,
    body: [`文件 ${plain(staged.source.name)}`, `**${step}**`, ...(progress?.step === 'judging' ? [barOf(progress.rows, progress.about)] : [])].join('\n'),
    actions: [{ id: 'import.abandon', label: '取消', value: { import: staged.id }, confirm: '取消后已读取的内容作废，什么也不写入。确定取消吗？' }],
    note: `编号 ${staged.id}。文件较大，读完后本卡自动变为预检；其间可照常办理其他事项，服务重启也会接着处理。`,
  };
};

const failedCard = (staged: StagedImport): Card => ({
  title: '导入 · 没有读成',
  tone: 'danger',
  summary: staged.refused?.message ?? '没有读成',
  body: [`文件 ${plain(staged.source.name)}`, `**${plain(staged.refused?.message ?? '')}**`, plain(staged.refused?.next ?? '')].join('\n'),
  note: `编号 ${staged.id}。什么也没有写入。`,
});

export type Outcome = 'confirmed' | 'abandoned' | 'submitted' | 'returned' | 'undone';
const OUTCOMES: Readonly<Record<Outcome, { readonly title: string; readonly tone: Card['tone']; readonly did: string }>> = {
  confirmed: { title: '已写入', tone: 'ok', did: '确认' },
  abandoned: { title: '已放弃', tone: 'muted', did: '放弃' },
  submitted: { title: '待复核', tone: 'info', did: '提交复核' },
  returned: { title: '已退回', tone: 'muted', did: '退回' },
  undone: { title: '已撤回', tone: 'muted', did: '撤回' },
};

/** @param more a sentence about the outcome: who reviews, why it was returned */
export const importSettledCard = (staged: StagedImport, outcome: Outcome, by: string, at: string, more = ''): Card => {
  const { title, tone, did } = OUTCOMES[outcome];
  const written = thousands(staged.counts.added + staged.counts.changed);
  return {
    // Of a file given up before it was judged nobody knows yet which list it is.
    title: `${staged.changes === null ? '导入' : ROSTER_NAMES[staged.roster]} · ${title}`,
    tone,
    summary: outcome === 'confirmed' ? `已写入 ${written} 条` : outcome === 'submitted' ? `${written} 条待第二人复核` : outcome === 'undone' ? '已恢复导入前的名录' : '什么也没有写入',
    body: [`文件 ${plain(staged.source.name)}`, ...(staged.changes === null ? [] : [countsLine(staged)]), ...(more === '' ? [] : [plain(more)])].join('\n'),
    note: `${by} 于 ${at} ${did}。原文件指纹 ${staged.source.sha256.slice(0, 12)}。`,
  };
};

export const importAnsweredCard = (staged: StagedImport): Card => ({
  title: `导入提问 · ${ROSTER_NAMES[staged.roster]}（已回答）`, tone: 'muted', summary: '已回答，见新的预检卡片', body: `文件 ${plain(staged.source.name)}`,
});
export const importRejudgedCard = (staged: StagedImport): Card => ({
  title: `导入预检 · ${ROSTER_NAMES[staged.roster]}（已按选择重新预检）`, tone: 'muted', summary: '见新的预检卡片', body: `文件 ${plain(staged.source.name)}`,
});

/** The card of an import that is not settled yet. */
export const stagedCard = (staged: StagedImport): Card => {
  if (staged.state === 'running') return importProgressCard(staged);
  if (staged.state === 'failed') return failedCard(staged);
  return staged.question === null ? importPreviewCard(staged) : importQuestionCard(staged, staged.question);
};
