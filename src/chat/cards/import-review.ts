/** What needs a second look at imports: 导入复核, 撤回导入 and 导入 设置. */
import type { StagedImport } from '../../application/imports/ports.ts';
import type { FactOf, RosterKind } from '../../domain/events.ts';
import type { LastImport, Layout } from '../../domain/roster/intake.ts';
import { COLUMNS } from '../../domain/roster/columns.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { plain } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';
import type { Card } from '../platform.ts';
import { countsText } from './import.ts';

/** The totals, to whoever confirms them as the second person. */
export const importReviewCard = (fact: FactOf<'ImportSubmitted'>, by: string): Card => ({
  title: `导入复核 · ${ROSTER_NAMES[fact.roster]}`,
  tone: 'warn',
  summary: `${by} 提交的导入请您复核：${countsText(fact.counts)}`,
  body: [`${plain(by)} 导入 ${plain(fact.source.name)}`, `**${countsText(fact.counts)}**`, `${plain(fact.why)}，须由第二人核对总数后才写入。带批注的表见下一条消息。`].join('\n'),
  actions: [{ id: 'import.review', label: '复核无误，写入', style: 'primary', value: { import: fact.import } }],
  form: { fields: [{ name: 'reason', label: '退回原因', type: 'text', required: true }], submit: { id: 'import.return', label: '退回', value: { import: fact.import } } },
  note: `编号 ${fact.import}。依据：${fact.clause}。导入人本人不能复核。`,
});

const KINDS = ['targets', 'inspectors', 'items'] as const satisfies readonly RosterKind[];

/** The last import of each roster; what may not be taken back says so when pressed. */
export const undoCard = (last: Readonly<Partial<Record<RosterKind, LastImport>>>, nameOf: (person: LastImport['by']) => string): Card => ({
  title: '撤回导入',
  tone: 'info',
  summary: '各名录最近一次导入',
  body: '撤回后名录恢复到那次导入之前，撤回本身也留痕；据那一版作出的名录确认随之失效。已用于抽取的不能撤回。',
  rows: KINDS.flatMap((roster) => {
    const found = last[roster];
    if (found === undefined || found.isUndo) return [];
    return [{
      text: `${ROSTER_NAMES[roster]} 第 ${String(found.version)} 版，${localMinute(found.at)} ${nameOf(found.by)} 导入：新增 ${String(found.counts.added)}、变更 ${String(found.counts.changed)}`,
      actions: [{ id: 'import.undo', label: '撤回这次导入', style: 'danger' as const, value: { import: found.import }, confirm: `${ROSTER_NAMES[roster]}将恢复到第 ${String(found.version - 1)} 版的内容。确定撤回吗？` }],
    }];
  }),
  note: '打字也可以：撤回导入 对象；撤回导入 人员；撤回导入 事项',
});

const describe = ({ answers }: Layout): string => {
  const titleOf = (field: string): string => COLUMNS[answers.roster].find((column) => column.field === field)?.title ?? field;
  const fills = Object.entries(answers.fill).map(([field, value]) => `缺「${titleOf(field)}」填“${value}”`);
  const columns = Object.entries(answers.mapping).flatMap(([letter, field]) => (field === null ? [] : [`${letter}→${titleOf(field)}`]));
  return [...fills, columns.join('、')].join('；');
};

export const layoutsCard = (layouts: readonly Layout[], nameOf: (person: Layout['by']) => string): Card => ({
  title: '导入 设置 · 记住的表头',
  tone: 'info',
  summary: `记住了 ${String(layouts.length)} 种表头`,
  body: layouts.length === 0 ? '还没有记住的表头。导入时回答过的提问，写入后会记住，同样的表头不再问。' : '同样的表头按下列选择读取，不再提问；不对的点“忘记”，下次会重新问。',
  rows: layouts.map((layout, index) => ({
    text: `${String(index + 1)}. ${ROSTER_NAMES[layout.answers.roster]} · ${layout.file}（${nameOf(layout.by)} ${localMinute(layout.at)}）\n${describe(layout)}`,
    actions: [{ id: 'import.forget', label: '忘记', value: { layout: layout.signature.slice(0, 12) } }],
  })),
  note: '打字也可以：导入 忘记 1',
});

/** Answers of a reviewed import, in place of its card. */
export const reviewedCard = (staged: Pick<StagedImport, 'roster' | 'source' | 'counts'>, outcome: 'written' | 'returned', by: string, at: string): Card => ({
  title: `导入复核 · ${ROSTER_NAMES[staged.roster]} · ${outcome === 'written' ? '已写入' : '已退回'}`,
  tone: outcome === 'written' ? 'ok' : 'muted',
  summary: outcome === 'written' ? '复核无误，已写入' : '已退回，什么也没有写入',
  body: [`文件 ${plain(staged.source.name)}`, countsText(staged.counts)].join('\n'),
  note: `${by} 于 ${at} ${outcome === 'written' ? '复核' : '退回'}。`,
});
