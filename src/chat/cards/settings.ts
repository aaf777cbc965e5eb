/**
 * What a task asks for, as the fields of a card.
 */
import type { TaskSettings } from '../../domain/task/settings.ts';
import { EXCEPTION_NAMES } from '../../domain/rules/shapes.ts';
import { VISIT_KINDS } from '../../domain/task/visit-kinds.ts';
import { scopeText, sourceText, strataText, teamText } from '../../domain/task/words.ts';
import type { Card } from '../platform.ts';

export const settingsFields = (settings: TaskSettings): NonNullable<Card['fields']> => [
  { label: '任务名称', value: settings.name },
  { label: '发起科室', value: settings.section },
  ...(settings.cooperating.length === 0 ? [] : [{ label: '配合科室', value: settings.cooperating.join('、') }]),
  { label: '范围', value: scopeText(settings.scope) },
  { label: '比例', value: strataText(settings) },
  { label: '事项', value: settings.items.join('、') },
  { label: '每组', value: teamText(settings) },
  { label: '检查期限', value: `${settings.window.from} 至 ${settings.window.to}` },
  ...(settings.draw === undefined ? [] : [{ label: '抽取日', value: `${settings.draw.on} ${settings.draw.time}` }]),
  { label: '来源', value: sourceText(settings) },
  ...(settings.kind === undefined || settings.kind === 'random' ? [] : [{ label: '性质', value: `${VISIT_KINDS[settings.kind].name}（不计入年度抽查次数）` }]),
  ...(settings.capException === undefined ? [] : [{ label: '年度上限', value: `不受限，理由：${EXCEPTION_NAMES[settings.capException]}` }]),
  ...(settings.supplements === undefined ? [] : [{ label: '补抽', value: `接 ${settings.supplements}，基数为其未抽中的对象` }]),
  ...(settings.ratioReason === '' ? [] : [{ label: '比例说明', value: settings.ratioReason }]),
  ...(settings.noNotice ? [{ label: '告知', value: '不宜事先告知，群内只显示序号' }] : []),
];
