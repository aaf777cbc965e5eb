/** 利害关系登记表 dropped as a file: what registering it would do; what lies between two people is on no card. */
import type { InterestPreview } from '../../application/imports/interests.ts';
import { clipped, plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

const LISTED = 8;

export const interestListSubject = (source: string): string => `interests/${source}`;

export const interestListCard = (file: string, { counts, problems, source }: InterestPreview): Card => {
  const { read, added, same, duplicate, rejected } = counts;
  const line = `读取 ${String(read)} 条 | 新登记 ${String(added)} | 已登记 ${String(same)} | 重复 ${String(duplicate)} | 拒收 ${String(rejected)}`;
  const shown = problems.slice(0, LISTED).map((problem) => `• ${plain(clipped(problem, 160))}`);
  return {
    title: '导入预检 · 利害关系登记',
    tone: rejected + duplicate > 0 ? 'warn' : 'info',
    summary: line,
    body: [`文件 ${plain(file)}\u3000识别：利害关系登记表`, `**${line}**`, ...shown, ...(problems.length > LISTED ? [`• 另有 ${String(problems.length - LISTED)} 条，改好这些后再导入即可看到`] : [])].join('\n'),
    actions: [{ id: 'interest.import', label: added > 0 ? `登记 ${String(added)} 条` : '没有可登记的', style: 'primary', value: { source }, disabled: added === 0 }],
    note: '登记后抽取时自动回避。关系说明只有本人、分管负责人和监督员可见，不进入留痕文件。',
  };
};

export const interestsRegisteredCard = (count: number, by: string, at: string): Card => ({
  title: '利害关系登记 · 已登记', tone: 'ok', summary: `已登记 ${String(count)} 条`, body: `已登记 ${String(count)} 条，抽取时自动回避。`, note: `${by} 于 ${at} 确认。`,
});
