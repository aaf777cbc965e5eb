/**
 * 导入预检: what an import would change, and what is wrong with the file, before anything is written.
 */
import type { StagedImport } from '../../application/ports.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { clipped, plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

const LISTED = 8;

export const importSubject = (id: string): string => `import/${id}`;

/** Whether the annotated sheet tells the clerk anything. */
export const hasRemarks = ({ counts, findings }: StagedImport): boolean => counts.rejected + counts.duplicate > 0 || findings.length > 0;

const countsLine = ({ counts }: StagedImport): string =>
  `读取 ${String(counts.read)} 行 | 新增 ${String(counts.added)} | 变更 ${String(counts.changed)} | 无变化 ${String(counts.same)} | 重复 ${String(counts.duplicate)} | 拒收 ${String(counts.rejected)}`;

const findingLines = ({ findings }: StagedImport): readonly string[] => {
  const shown = findings.slice(0, LISTED).map((finding) => `• ${plain(clipped(finding, 160))}`);
  return findings.length > LISTED ? [...shown, '• 其余的见带批注的表'] : shown;
};

export const importPreviewCard = (staged: StagedImport): Card => {
  const { counts } = staged;
  const writes = counts.added + counts.changed;
  const body = [
    `文件 ${plain(staged.source.name)}\u3000识别：${ROSTER_NAMES[staged.roster]}`,
    `**${countsLine(staged)}**`,
    ...findingLines(staged),
    ...(staged.annotated === null || !hasRemarks(staged) ? [] : ['带批注的表见下一条消息，「原因」一列写明每行怎么改。']),
  ].join('\n');
  return {
    title: `导入预检 · ${ROSTER_NAMES[staged.roster]}`,
    tone: counts.rejected + counts.duplicate > 0 ? 'warn' : 'info',
    summary: countsLine(staged),
    body,
    actions: [
      { id: 'import.confirm', label: writes > 0 ? `写入 ${String(writes)} 条` : '没有可写入的', style: 'primary', value: { import: staged.id }, disabled: writes === 0 },
      { id: 'import.abandon', label: '放弃', value: { import: staged.id } },
    ],
    note: `编号 ${staged.id}。确认前什么也不写入；拒收的行改好后可再导入。请勿导入身份证号等与抽查无关的个人信息和涉密信息。`,
  };
};

export const importSettledCard = (staged: StagedImport, outcome: 'confirmed' | 'abandoned', by: string, at: string): Card => ({
  title: `${ROSTER_NAMES[staged.roster]} · ${outcome === 'confirmed' ? '已写入' : '已放弃'}`,
  tone: outcome === 'confirmed' ? 'ok' : 'muted',
  summary: outcome === 'confirmed' ? `已写入 ${String(staged.counts.added + staged.counts.changed)} 条` : '什么也没有写入',
  body: [`文件 ${plain(staged.source.name)}`, countsLine(staged)].join('\n'),
  note: `${by} 于 ${at} ${outcome === 'confirmed' ? '确认' : '放弃'}。原文件指纹 ${staged.source.sha256.slice(0, 12)}。`,
});

export const importAnsweredCard = (staged: StagedImport): Card => ({
  title: `导入提问 · ${ROSTER_NAMES[staged.roster]}（已回答）`, tone: 'muted', summary: '已回答，见新的预检卡片', body: `文件 ${plain(staged.source.name)}`,
});
