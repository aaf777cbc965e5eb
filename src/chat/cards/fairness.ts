/**
 * 公平性: what a period's draws and substitutions look like beside what chance would do. Says plainly what stands out, and as
 * plainly when there is too little to say anything; ranks nobody (domain notes P44).
 */
import type { FairnessReport } from '../../application/fairness/report.ts';
import type { Judgement } from '../../domain/fairness/chance.ts';
import { durationText } from '../../domain/fairness/times.ts';
import { plain } from '../markdown.ts';
import type { Button, Card, Chart } from '../platform.ts';

const SHOWN = 8;

/** One decimal where there is something behind it: 「2.1」, 「3」. */
export const figure = (value: number): string => String(Math.round(value * 10) / 10);
const some = (names: readonly string[]): string => `${names.slice(0, SHOWN).map(plain).join('、')}${names.length > SHOWN ? ` 等 ${String(names.length)} 个` : ''}`;

const pairText = ({ names, seen, expected }: FairnessReport['pairs']['figures'][number]): string => `${names.map(plain).join('、')} 同组 ${String(seen)} 次（按抽取应约 ${figure(expected)} 次）`;

const pairLine = ({ pairs, reach }: FairnessReport): string => {
  const standing = pairs.figures.filter(({ judgement }) => judgement === 'remarkable');
  const [first] = pairs.figures.toSorted((a, b) => b.seen - a.seen);
  if (standing.length > 0) return `**搭档：值得核对** ${standing.slice(0, SHOWN).map(pairText).join('；')}。单凭抽签，整张表里出现这样一对的机会不到百分之一；请核对专长、回避和更换。`;
  if (first === undefined) return '**搭档**\u3000本期没有锁定的检查组。';
  if (pairs.judgement === 'too-few') return `**搭档**\u3000数量太少，看不出规律（最多的是${pairText(first)}）。`;
  return `**搭档**\u3000没有异常偏多的（共比较 ${String(pairs.compared)} 对）；${reach === 'own' ? '您这边' : ''}最多的是${pairText(first)}。`;
};

const NEVER: Readonly<Record<Judgement, string>> = { remarkable: '值得核对', ordinary: '', 'too-few': '还说明不了什么' };

const peopleLine = ({ people, reach }: FairnessReport): string => {
  if (reach === 'own') {
    const [own] = people;
    return own === undefined ? '**本人**\u3000本期没有您可以被抽中的抽取。' : `**本人**\u3000可被抽中 ${String(own.draws)} 次抽取，抽中 ${String(own.drawn)} 户（平均份额约 ${figure(own.expected)} 户），其中任组长 ${String(own.led)} 户；更换后实际承担 ${String(own.visits)} 户。`;
  }
  const never = people.filter(({ neverDrawn }) => neverDrawn !== null);
  if (never.length === 0) return people.length === 0 ? '' : '**从未抽中的人员**\u3000没有。';
  const texts = never.map(({ names: [name = ''], draws, expected, neverDrawn }) => `${name}（可抽 ${String(draws)} 次，平均份额 ${figure(expected)} 户，${NEVER[neverDrawn ?? 'ordinary']}）`);
  return `**从未抽中的人员 ${String(never.length)} 人**\u3000${some(texts)}`;
};

const objectLine = ({ objects }: FairnessReport): string => {
  if (objects === null || objects.eligible === 0) return '';
  const most = objects.list.filter(({ draws }) => draws > 1).map(({ name, draws }) => `${name}（可抽 ${String(draws)} 次）`);
  return `**从未抽中的对象 ${String(objects.never)} 户**\u3000可抽 ${String(objects.eligible)} 户，抽中 ${String(objects.drawn)} 户；按比例随机，应约有 ${String(Math.round(objects.expectedNever))} 户抽不到。${most.length === 0 ? '' : `多次可抽而未抽中：${some(most)}`}`;
};

const substitutionLine = ({ reach, substitutions: { approved, refused, waiting, appointed, byReason, byPerson, byApprover } }: FairnessReport): string => {
  if (approved + refused + waiting === 0) return '**更换**\u3000本期没有更换。';
  if (reach === 'own') return `**更换**\u3000您被更换 ${String(approved)} 次${approved === 0 ? '' : `（${byReason.map(({ name, count }) => `${name} ${String(count)}`).join('、')}）`}，申请未同意 ${String(refused)} 次`;
  const listed = (counted: typeof byReason): string => counted.slice(0, SHOWN).map(({ name, count, detail }) => `${plain(name)} ${String(count)}${detail === '' ? '' : `（${detail}）`}`).join('；');
  return [
    `**更换**\u3000同意 ${String(approved)} 次（选派 ${String(appointed)}，抽签 ${String(approved - appointed)}），不同意 ${String(refused)}，待审批 ${String(waiting)}`,
    ...(byReason.length === 0 ? [] : [`按原因：${listed(byReason)}`]),
    ...(byPerson.length === 0 ? [] : [`按被更换人：${listed(byPerson)}`]),
    ...(byApprover.length === 0 ? [] : [`按审批人：${byApprover.slice(0, SHOWN).map(({ name, detail }) => `${plain(name)} ${detail}`).join('；')}`]),
  ].join('\n');
};

const PICK: Readonly<Record<Judgement, string>> = { remarkable: '**明显集中，值得核对**', ordinary: '未见集中', 'too-few': '次数太少，看不出是否集中' };
const pickLine = ({ picks }: FairnessReport): string =>
  picks.length === 0 ? '' : `**选派**\u3000${picks.slice(0, SHOWN).map(({ approver, names: [name = ''], picked, of, expected, judgement }) => `${plain(approver)}选派${plain(name)} ${String(picked)} 次（可选 ${String(of)} 次，占 ${String(Math.round((100 * picked) / of))}%；平均份额 ${figure(expected)} 次），${PICK[judgement]}`).join('；')}`;

const timeText = (what: string, times: FairnessReport['times']['lock']): readonly string[] => (times === null ? [] : [`${what} 一般 ${durationText(times.medianMs)}，最长 ${durationText(times.longestMs)}`]);

const chartsOf = ({ people, pairs, reach }: FairnessReport): readonly Chart[] => [
  ...(reach === 'own' || people.length === 0 ? [] : [{ title: '每人检查户数', series: ['更换后实际', '抽取的平均份额'] as const, bars: people.filter(({ draws, visits }) => draws + visits > 0).slice(0, 12).map(({ names: [label = ''], visits, expected }) => ({ label, value: visits, beside: expected })) }]),
  { title: '同组次数', series: ['抽取结果', '按抽取应有'] as const, bars: pairs.figures.filter(({ seen }) => seen > 0).slice(0, 10).map(({ names, seen, expected }) => ({ label: names.join('、'), value: seen, beside: expected })) },
];

const isNotable = ({ pairs, people, picks }: FairnessReport): boolean =>
  pairs.figures.some(({ judgement }) => judgement === 'remarkable') || people.some(({ neverDrawn }) => neverDrawn === 'remarkable') || picks.some(({ judgement }) => judgement === 'remarkable');

const TITLES: Readonly<Record<FairnessReport['reach'], string>> = { unit: '公平性', section: '公平性（本科室参加的任务）', own: '公平性（本人）' };

export const fairnessCard = (report: FairnessReport): Card => {
  const { draws, period, visits, spread, times, reach } = report;
  const about = (key: string, label: string): Button => ({ id: 'fairness.show', label, value: { period: key } });
  const said = [pairLine(report), peopleLine(report), objectLine(report), substitutionLine(report), pickLine(report)].filter((line) => line !== '');
  const isEmpty = draws.locked + draws.void + draws.abandoned + draws.open === 0;
  return {
    title: `${TITLES[reach]} · ${period.name}`,
    tone: isEmpty ? 'muted' : isNotable(report) ? 'warn' : 'info',
    summary: isEmpty ? `${period.name}没有抽取` : `${period.name} 抽取 ${String(draws.locked)} 次、检查 ${String(visits)} 户${isNotable(report) ? '，有值得核对的情况' : ''}`,
    fields: [
      { label: '抽取', value: `锁定 ${String(draws.locked)} 次，作废 ${String(draws.void)} 次，放弃 ${String(draws.abandoned)} 次${draws.open === 0 ? '' : `，进行中 ${String(draws.open)} 次`}${draws.voidedTasks === 0 ? '' : `；整任务作废 ${String(draws.voidedTasks)} 个`}` },
      { label: reach === 'own' ? '本人检查' : '检查', value: `${String(visits)} 户` },
      ...(spread === null ? [] : [{ label: '每人户数', value: `最多 ${String(spread.most)}，最少 ${String(spread.least)}，平均 ${figure(spread.mean)}（可抽 ${String(spread.people)} 人）` }]),
      ...(times.witness === null && times.lock === null ? [] : [{ label: '用时', value: [...timeText('承诺→见证封口', times.witness), ...timeText('抽取→锁定', times.lock)].join('；') }]),
    ],
    ...(isEmpty ? { body: '本期没有抽取。' } : { body: said.join('\n\n'), charts: chartsOf(report) }),
    actions: [...(reach === 'own' || isEmpty ? [] : [{ id: 'fairness.export', label: '导出表格', style: 'primary' as const, value: { period: period.key } }]), about('上月', '上月'), about('月', '本月'), about('年', '本年')],
    note: '按抽取日期统计。「应约」以同一次抽取中各人的组长、组员户数为前提，只看谁与谁碰在一起；专长、科室、回避等合法限制也会使人偏多偏少，偏多不等于有问题。',
  };
};
