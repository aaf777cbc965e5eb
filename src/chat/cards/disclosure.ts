/** Cards of the publication's registration: the forms and what the groups hear. */
import type { LocalDate } from '../../domain/values.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { CHANNEL_NAMES } from '../../domain/rules/shapes.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { dayWords } from '../day-words.ts';
import { plain } from '../markdown.ts';
import type { Card, Field } from '../platform.ts';

/** A choice only where there are several; nothing chosen = everywhere. */
const channelField = ({ publish: { channels, othersChannels } }: RuleSet): readonly Field[] => {
  const all = [...new Set([...channels.value, ...othersChannels.value])];
  return all.length < 2 ? [] : [{ name: 'channels', label: '公示渠道（要求的渠道都已公示的不选）', type: 'multiselect', options: all.map((value) => ({ value, text: CHANNEL_NAMES[value] })) }];
};

/** 「省级监管平台」: where it has to be published, in the words of the rules. */
const placesText = ({ publish: { channels, othersChannels } }: RuleSet): string => {
  if (channels.value.length === 0) return '规定的渠道';
  const others = othersChannels.value.length === 0 ? '' : `（非市场主体：${othersChannels.value.map((value) => CHANNEL_NAMES[value]).join('、')}）`;
  return `${channels.value.map((value) => CHANNEL_NAMES[value]).join('、')}${others}`;
};

/** @param late the deadline that has passed; null while none has, then no reason is asked for */
export const disclosureFormCard = (task: TaskState, today: LocalDate, late: LocalDate | null, subject: string): Card => {
  const { id, settings } = requireTask(task);
  return {
    title: `登记公示 · ${id} ${settings.name}`,
    tone: 'info',
    summary: `${id} 请填写公示日期和网址`,
    body: `请先公示到：**${placesText(rulesOfTask(task))}**，再填写本表。要求的渠道都登记了，期限才停止。`,
    form: {
      fields: [
        { name: 'on', label: '公示日期', type: 'date', required: true, initial: today },
        { name: 'url', label: '公示网址', type: 'text', required: true, hint: 'https://' },
        ...channelField(rulesOfTask(task)),
        ...(late === null ? [] : [{ name: 'reason', label: `逾期原因（${dayWords(late)}以后才公示的必填）`, type: 'text', hint: '例如：检测报告晚到' } as const]),
      ],
      submit: { id: 'disclosure.register', label: '登记', style: 'primary', value: { task: id, form: subject } },
    },
    note: `打字也可以：公示 登记 ${id} 网址 日期=9.20。只登记一户写户号，例如 公示 登记 ${id}-01 网址；分渠道登记加 渠道=门户`,
  };
};

/** @param missing what the rules still ask for, '' when nothing */
export const disclosureDoneCard = (what: string, on: LocalDate, missing: string): Card => ({ title: `公示已登记 · ${what}`, tone: missing === '' ? 'ok' : 'warn', summary: `${what} 已登记公示`, body: missing === '' ? `${dayWords(on)}公示，期限已停止。` : `${dayWords(on)}公示。**还缺 ${missing}**，期限继续计算。`, note: `登记有误可撤销：公示 撤销登记 ${what} 理由` });

export const overdueFormCard = (task: TaskState, subject: string): Card => {
  const { id, settings } = requireTask(task);
  return {
    title: `逾期原因 · ${id} ${settings.name}`, tone: 'warn', summary: `${id} 请写明公示逾期的原因`,
    form: { fields: [{ name: 'reason', label: '逾期原因', type: 'textarea', required: true }], submit: { id: 'disclosure.explain', label: '提交', style: 'primary', value: { task: id, form: subject } } },
    note: `主要负责人和监督员会看到。打字也可以：逾期原因 ${id} 检测报告晚到`,
  };
};
export const overdueDoneCard = (task: string): Card => ({ title: `逾期原因已填写 · ${task}`, tone: 'muted', summary: `${task} 逾期原因已填写`, body: '公示登记之前，每个工作日仍会提醒一次。' });

export const disclosedGroupCard = (task: TaskState, on: LocalDate, url: string): Card => {
  const { id, settings } = requireTask(task);
  return { title: `检查结果已公示 · ${id}`, tone: 'ok', summary: `${id} 检查结果已于 ${dayWords(on)}公示`, body: `${plain(settings.name)}\u3000${dayWords(on)}公示\n${plain(url)}` };
};
