/** What can be exported, and what a dropped template could be for. */
import { DISCLOSED } from '../../domain/sheets/disclosure.ts';
import type { UnitTemplate } from '../../domain/sheets/templates.ts';
import { SHEET_KINDS } from '../../domain/sheets/kinds.ts';
import { SHEET_TITLES, templateName } from '../../domain/sheets/vocabulary.ts';
import type { Edition, SheetKind } from '../../domain/sheets/kinds.ts';
import { localMinute } from '../parse/dates.ts';
import type { Card } from '../platform.ts';

const WHAT: Readonly<Record<SheetKind, string>> = {
  items: '导出 事项清单', targets: '导出 检查对象', inspectors: '导出 执法人员', interests: '导出 利害关系', plan: '导出 计划 2027', task: '导出 方案 7', confirmation: '导出 确认书 7', result: '导出 结果 7', monthly: '导出 监督月报 2026-09', fairness: '导出 公平性 2026-09',
};

export const exportsCard = (): Card => ({
  title: '导出表格',
  tone: 'info',
  summary: '可以导出的表格',
  table: { columns: ['表', '发送', '公开版'], rows: SHEET_KINDS.map((kind) => [SHEET_TITLES[kind], WHAT[kind], DISCLOSED[kind] === null ? '没有' : `${WHAT[kind]} 公开版`]) },
  actions: (['items', 'targets', 'inspectors'] as const).map((sheet) => ({ id: 'sheet.export', label: SHEET_TITLES[sheet], value: { sheet: SHEET_TITLES[sheet] } })),
  note: '栏目、次序和样式由表样决定；换成本单位的表样：把 .xlsx 拖进与我的私聊。',
});

export const templatesCard = (unit: string, own: readonly UnitTemplate[]): Card => ({
  title: `表样 · ${unit}`,
  tone: 'info',
  summary: `表样 ${String(SHEET_KINDS.length)} 种，其中本单位自定 ${String(own.length)} 份`,
  table: {
    columns: ['表', '在用', '设置时间'],
    rows: SHEET_KINDS.flatMap((sheet) => (DISCLOSED[sheet] === null ? (['full'] as const) : (['full', 'public'] as const)).map((edition) => {
      const set = own.find((each) => each.sheet === sheet && each.edition === edition);
      return [templateName(sheet, edition), set === undefined ? '内置' : `本单位 第 ${String(set.version)} 版`, set === undefined ? '—' : localMinute(set.at)];
    })),
  },
  note: '取来改：模板 表样 抽取结果表；看样子：模板 预览 抽取结果表；恢复内置：模板 恢复 抽取结果表。',
});

const editions = [{ value: '完整版', text: '完整版（内部）' }, { value: '公开版', text: '公开版' }] as const;

/**
 * @param kinds likeliest first
 * @param plain a form without placeholders
 */
export const templateOfferCard = (file: string, kinds: readonly SheetKind[], plain: boolean): Card => {
  const [likely] = kinds;
  const offered = kinds.length === 0 ? SHEET_KINDS : kinds;
  return {
    title: '收到一份表样',
    tone: 'info',
    summary: file,
    body: plain ? '这是一张只有表头、没有数据的空表。设为表样后，按表头自动对应栏目；认不出的栏目留空。' : '里面有占位符。设置后，本单位导出这张表就用它。',
    form: {
      fields: [
        { name: 'sheet', label: '用作哪张表的表样', type: 'select', required: true, ...(likely === undefined ? {} : { initial: SHEET_TITLES[likely] }), options: offered.map((kind) => ({ value: SHEET_TITLES[kind], text: SHEET_TITLES[kind] })) },
        { name: 'edition', label: '哪一版', type: 'select', required: true, initial: '完整版', options: editions },
      ],
      submit: { id: 'sheet.set-template', label: '设为本单位表样', style: 'primary' },
    },
    note: `也可以发送：模板 设置 ${SHEET_TITLES[likely ?? 'targets']}`,
  };
};

/** The words a template may use, list by list. */
export const placeholdersCard = (sheet: SheetKind, edition: Edition, fields: readonly string[], lists: Readonly<Record<string, readonly string[]>>): Card => ({
  title: `占位符 · ${templateName(sheet, edition)}`,
  tone: 'info',
  summary: `${String(fields.length)} 个内容，${String(Object.keys(lists).length)} 个名单`,
  table: { columns: ['写法', '可用的词'], rows: [['{{词}}', fields.join('、')], ...Object.entries(lists).map(([list, members]) => [`{{${list}.词}}`, members.join('、')])] },
  note: '写在单元格里，例如 {{任务名称}}；一行里有 {{行.对象名称}} 这样的词，这一行就按名单逐条重复。',
});
