/**
 * Before the draw: the preview with its whole arithmetic, and the rehearsal (试抽) that counts for nothing.
 */
import type { Preview } from '../../application/queries/preview.ts';
import type { Trial } from '../../application/queries/trial.ts';
import type { Arithmetic } from '../../domain/draw/arithmetic.ts';
import { eligibleOf } from '../../domain/draw/strata.ts';
import type { TaskSettings } from '../../domain/task/settings.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { ROSTER_WORDS } from '../../domain/task/confirm.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { Remedy } from '../../domain/team/infeasible.ts';
import { clipped, plain } from '../markdown.ts';
import type { Button, Card } from '../platform.ts';
import { scopeText, strataText } from '../../domain/task/words.ts';

const strataRows = ({ strata, arithmetic }: Preview): readonly (readonly string[])[] =>
  strata.map(({ name, onRoster, excluded, eligible, wanted, drawn }, index) => [name, String(onRoster), String(excluded), String(eligible), arithmetic[index]?.formula ?? '', drawn < wanted ? `${String(drawn)}（缺 ${String(wanted - drawn)}）` : String(drawn)]);

export const totalText = ({ least, most }: Preview['total']): string => (least === most ? `${String(least)} 户` : `${String(least)}–${String(most)} 户`);

/** 「普通 5%×43=2.15→3；重点 全部 3。合计 6 户」: said when a task is made, before the lists are confirmed. */
export const arithmeticText = (arithmetic: readonly Arithmetic[], total: Preview['total']): string => `${arithmetic.map(({ name, formula }) => `${name} ${formula}`).join('；')}。合计 ${totalText(total)}`;

/** What the draw would ask of each inspector, said before it is too late to change the ratio. */
const loadLine = ({ total, inspectors, task, stage }: Preview): readonly string[] => {
  if (stage === 'objects' || inspectors.available === 0) return [];
  const posts = total.most * (task.settings?.teamSize ?? 0);
  const { least, most } = inspectors.loads;
  const before = most === 0 ? '' : `（本年已派 ${least === most ? String(least) : `${String(least)}–${String(most)}`} 户）`;
  return [`可用执法检查人员 ${String(inspectors.available)} 人${before}，本次共 ${String(posts)} 人次，平均每人约 ${String(Math.ceil(posts / inspectors.available))} 户`];
};

const excludedText = (preview: Preview): string => {
  const counts = new Map<string, number>();
  for (const { reason } of preview.excluded) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts.size === 0 ? '无' : [...counts].map(([reason, count]) => `${reason} ${String(count)} 户`).join('，');
};

/** A line to type that does what the remedy says; '' where only people can do it. */
const remedyLine = ({ kind, to }: Remedy, id: string, stage: Preview['stage'], settings: TaskSettings): string => {
  switch (kind) {
    case 'raise-cap': return `任务 修改 ${id} 每人上限=${String(to ?? '')}`;
    case 'borrow': return `任务 修改 ${id} 配合=${[...settings.cooperating, '科室名称'].join(',')}`;
    // The locked list is what it is.
    case 'cut': return stage === 'inspectors' ? '' : `任务 修改 ${id} 比例=更低的比例`;
    case 'relax': return `任务 修改 ${id} ${settings.crossCheck === true ? '交叉检查=否' : '专长=无'}`;
    case 'wait': return '';
  }
};

const remedyButtons = (remedies: readonly Remedy[], id: string): readonly Button[] => remedies.flatMap(({ kind, to }): readonly Button[] =>
  kind === 'raise-cap' ? [{ id: 'task.change', label: `每人上限调至 ${String(to ?? '')}`, value: { task: id, key: '每人上限', to: String(to ?? '') }, confirm: `把每人上限调至 ${String(to ?? '')} 户，确定吗？` }] : []);

const infeasibleLines = ({ feasibility, stage, task }: Preview): readonly string[] => {
  if (feasibility.ok) return ['可行性检查 ✓'];
  const { id, settings } = requireTask(task);
  return [`**不能抽取**：${plain(feasibility.sentence)}`, ...feasibility.remedies.map((remedy) => {
    const line = remedyLine(remedy, id, stage, settings);
    return `· ${plain(remedy.text)}${line === '' ? '' : `（发送：${plain(line)}）`}`;
  })];
};

const staffLine = ({ stage, task, inspectors, recusals }: Preview): string => {
  if (stage === 'objects') return '本次先抽检查对象，锁定后再抽执法检查人员';
  const away = inspectors.away.map(({ name, reason }) => `${name} ${reason}`).join('、');
  return `每组 ${String(task.settings?.teamSize ?? 0)} 人；可用人员 ${String(inspectors.available)}（持证 ${String(inspectors.certified)}），因回避排除 ${String(recusals)} 对${away === '' ? '' : `；不能参加：${plain(clipped(away, 120))}`}`;
};

export const previewCard = (preview: Preview, rules: RuleSet): Card => {
  const { id, settings } = requireTask(preview.task);
  const { feasibility, conflicts, stage } = preview;
  const isReady = preview.missing.length === 0 && feasibility.ok;
  const about = { task: id };
  const body = [
    `任务 ${plain(settings.name)}\u3000${plain(scopeText(settings.scope))}`,
    ...(stage === 'inspectors' ? [`检查对象已锁定 ${String(preview.total.least)} 户，本次抽取执法检查人员`] : [
      `方式 ${plain(strataText(settings))}`,
      ...(preview.drawnBefore === 0 ? [] : [`补抽：此前已抽中 ${String(preview.drawnBefore)} 户，不计入基数、不再抽`]),
      `排除 ${plain(excludedText(preview))}${preview.inNoStratum === 0 ? '' : `；不在任何一层、不会抽到 ${String(preview.inNoStratum)} 户`}`,
      `合计 **${totalText(preview.total)}**${settings.mode === 'joint' ? '（同一名单、同一票号，各部门重合的对象只去一次）' : ''}${preview.cells === null ? '' : `，分 ${String(preview.cells)} 格，每格取其份额的整数上下`}`,
    ]),
    staffLine(preview),
    `规则 ${plain(rules.title)}（见证必需；抽后不得改；更换须分管负责人批准）`,
    ...infeasibleLines(preview),
    ...loadLine(preview),
    ...conflicts.map(({ sentence, clause }) => `**须写明理由**：${plain(sentence)}（${plain(clause)}）`),
    ...(conflicts.length === 0 ? [] : [`点「请监督员见证」填写理由，或发送：抽取 ${id} @监督员 理由=…`]),
    ...preview.notices.map((notice) => `提示：${plain(notice)}`),
    ...(preview.missing.length === 0 ? [] : [`**名录未确认**：${plain(preview.missing.map(({ roster, section }) => `${section}（${ROSTER_WORDS[roster]}）`).join('、'))}`]),
  ].join('\n');
  return {
    title: `抽取预览 · ${id}`,
    tone: isReady && conflicts.length === 0 ? 'info' : 'warn',
    summary: `${id} 将抽 ${totalText(preview.total)}`,
    body,
    ...(stage === 'inspectors' ? {} : { table: { columns: ['层', '名录内', '排除', '合格', '应抽', '实抽'], rows: strataRows(preview) } }),
    actions: [
      { id: 'draw.open-form', label: '请监督员见证', style: 'primary', value: about, disabled: !isReady },
      { id: 'draw.preview-list', label: '名单与排除理由', value: about },
      { id: 'draw.trial', label: '试抽（不作数）', value: about, disabled: !feasibility.ok },
      ...(feasibility.ok ? [] : remedyButtons(feasibility.remedies, id)),
    ],
    note: '预览不产生任何抽取结果，抽中谁此刻没有人知道。',
  };
};

const SHOWN_ROWS = 10;

/** The watermark is in the title, above the table, in every row and below: a picture of any part of it says what it is. */
export const trialCard = ({ task, result, arithmetic, left }: Trial): Card => {
  const { id, settings } = requireTask(task);
  const teams = new Map((result.teams ?? []).map(({ no, members }) => [no, members.map(({ name, leader }) => `${name}${leader ? '★' : ''}`).join(' ')]));
  const rows = result.selected.slice(0, SHOWN_ROWS).map(({ no, name, code, stratum, rank }) => [
    `试 ${String(no)}`, `${clipped(name, 40)}（…${code.slice(-5)}）`, stratum, rank === 0 ? '' : `${String(rank)}/${String(eligibleOf(result.strata, stratum))}`, teams.get(no) ?? '另行抽取',
  ]);
  return {
    title: `试抽，不作数 · ${id} ${settings.name}`,
    tone: 'warn',
    summary: `试抽，不作数：${id}`,
    body: [
      '**试抽，不作数。不得作为检查依据，不得转发。**',
      '这次用的是一把随手生成、算完即弃的密钥：不留档、不通知任何人、不计抽取次数。',
      '正式抽取另用一把密钥：先公开承诺，大家投入内容、见证人封口之后才揭示。试抽多少次，都不能预知或影响正式结果。',
      ...(arithmetic.length === 0 || result.stage === 'inspectors' ? [] : [`算式 ${plain(arithmetic.map(({ name, formula }) => `${name} ${formula}`).join('；'))}`]),
      `试抽 ${String(result.selected.length)} 户${result.selected.length > SHOWN_ROWS ? `，只列前 ${String(SHOWN_ROWS)} 户` : ''}。本任务 1 小时内还可试抽 ${String(left)} 次。`,
    ].join('\n'),
    table: { columns: ['试抽', '对象', '层', '名次/基数', '检查组（★组长）'], rows },
    note: '试抽，不作数。正式抽取请发送：抽取 编号 @监督员',
  };
};
