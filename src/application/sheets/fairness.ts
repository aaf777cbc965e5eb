/** 公平性报告: the report as words of its template; the unit's own and its supervisors' paper, never published. */
import type { UnitId } from '../../domain/ids.ts';
import type { Judgement } from '../../domain/fairness/chance.ts';
import type { Period } from '../../domain/fairness/period.ts';
import { durationText } from '../../domain/fairness/times.ts';
import type { Person } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { SheetRecord } from '../../domain/sheets/disclosure.ts';
import { fairnessReport } from '../fairness/report.ts';
import type { Counted, FairnessReport } from '../fairness/report.ts';
import type { FairnessDeps } from '../fairness/source.ts';
import type { SheetContent } from './make.ts';

const JUDGEMENTS: Readonly<Record<Judgement, string>> = { remarkable: '偏多，值得核对', ordinary: '未见异常', 'too-few': '数量太少，看不出' };
const PAIRS: Readonly<Record<Judgement, string>> = { remarkable: '有偏多的搭档，值得核对', ordinary: '未见异常偏多的搭档', 'too-few': '数量太少，看不出规律' };
const REACH: Readonly<Record<FairnessReport['reach'], string>> = { unit: '全单位', section: '本科室参加的任务', own: '本人' };

const figure = (value: number): number => Math.round(value * 10) / 10;
/** A bar of the sheet itself: seen on paper and in every office suite. */
const bar = (value: number, most: number): string => '█'.repeat(most === 0 ? 0 : Math.round((20 * value) / most));
const timeText = (times: FairnessReport['times']['lock']): string => (times === null ? '—' : `一般 ${durationText(times.medianMs)}，最长 ${durationText(times.longestMs)}`);

const peopleRecords = ({ people }: FairnessReport): readonly SheetRecord[] => {
  const most = Math.max(0, ...people.map(({ visits }) => visits));
  return people.map(({ names: [name = ''], inspector, draws, drawn, led, expected, visits, neverDrawn }, index): SheetRecord => ({
    序号: index + 1, 姓名: name, 执法证号: inspector, 可抽次数: draws, 抽中户数: drawn, 任组长: led, 平均份额: figure(expected), 实际户数: visits, 图示: bar(visits, most),
    说明: neverDrawn === 'remarkable' ? '从未抽中，值得核对' : neverDrawn === 'too-few' ? '从未抽中，次数太少说明不了什么' : '',
  }));
};

const pairRecords = ({ pairs: { figures } }: FairnessReport): readonly SheetRecord[] => {
  const most = Math.max(0, ...figures.map(({ seen }) => seen));
  return figures.map(({ names: [first = '', second = ''], seen, expected, present, judgement }, index): SheetRecord => ({ 序号: index + 1, 人员甲: first, 人员乙: second, 同组次数: seen, 应约次数: figure(expected), 更换后同组: present, 图示: bar(seen, most), 判断: JUDGEMENTS[judgement] }));
};

const substitutionRecords = ({ substitutions: { byReason, byPerson, byApprover } }: FairnessReport): readonly SheetRecord[] => {
  const as = (kind: string) => ({ name, count, detail }: Counted): SheetRecord => ({ 分类: kind, 名称: name, 次数: count, 说明: detail });
  return [...byReason.map(as('按原因')), ...byPerson.map(as('按被更换人')), ...byApprover.map(as('按审批人'))].map((record, index) => ({ 序号: index + 1, ...record }));
};

/** @throws Refusal for somebody who sees his own figures only */
export const fairnessContent = async (deps: FairnessDeps, unit: UnitId, period: Period, person: Person): Promise<SheetContent> => {
  const report = await fairnessReport(deps)(unit, period, person);
  if (report.reach === 'own') throw new Refusal('fairness.own-only', '执法检查人员只看本人的数字，不导出全单位的公平性报告', { next: '请发送：公平性，查看本人情况；整表请经办人或监督员导出', clause: '岗位权限表' });
  const { draws, spread, times, objects, substitutions } = report;
  return {
    period: period.name, rules: null, suffix: `_${period.key}`,
    fields: {
      范围: REACH[report.reach], 锁定次数: draws.locked, 作废次数: draws.void, 放弃次数: draws.abandoned, 整任务作废: draws.voidedTasks, 检查户数: report.visits,
      每人户数: spread === null ? '—' : `最多 ${String(spread.most)}，最少 ${String(spread.least)}，平均 ${String(figure(spread.mean))}`, 见证用时: timeText(times.witness), 锁定用时: timeText(times.lock), 搭档结论: PAIRS[report.pairs.judgement],
      可抽对象: objects?.eligible ?? 0, 抽中对象: objects?.drawn ?? 0, 未抽中对象: objects?.never ?? 0, 应未抽中: Math.round(objects?.expectedNever ?? 0),
      同意更换: substitutions.approved, 不同意更换: substitutions.refused, 待审批更换: substitutions.waiting,
    },
    lists: {
      人员: peopleRecords(report), 搭档: pairRecords(report), 更换: substitutionRecords(report),
      对象: (objects?.list ?? []).map(({ name, code, draws: could, left }, index): SheetRecord => ({ 序号: index + 1, 对象名称: name, 统一社会信用代码: code, 可抽次数: could, 抽不到的机会: `${String(Math.round(left * 1000) / 10)}%` })),
      选派: report.picks.map(({ approver, names: [name = ''], picked, of, expected, judgement }, index): SheetRecord => ({ 序号: index + 1, 审批人: approver, 被选派人: name, 选派次数: picked, 可选次数: of, 占比: `${String(Math.round((100 * picked) / of))}%`, 平均份额: figure(expected), 判断: JUDGEMENTS[judgement] })),
    },
  };
};
