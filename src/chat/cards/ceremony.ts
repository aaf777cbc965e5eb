/**
 * The public draw as one evolving card per attempt: 第 1 步 承诺 → 第 2 步 见证 → 第 3 步 开出 → 锁定.
 *
 * Shown to the whole group, so it holds nothing that is not for everybody there: no certificate numbers, no reasons of
 * recusal, and for no-notice tasks (不宜告知) 「对象 3」 instead of a name.
 */
import { shortCode } from '../../domain/draw/draw.ts';
import { publicWords } from '../../domain/draw/public.ts';
import { eligibleOf } from '../../domain/draw/strata.ts';
import type { SelectedTarget, StratumResult, Team } from '../../domain/draw/types.ts';
import { PHASE_WORDS } from '../../domain/task/ceremony.ts';
import { remarksBefore, remarksOf } from '../../domain/task/remarks.ts';
import { localMinute } from '../parse/dates.ts';
import { clipped, plain } from '../markdown.ts';
import type { Button, Card } from '../platform.ts';
import type { CeremonyView } from '../../application/queries/ceremony.ts';
import { publicControls, publicLines } from './public-value.ts';
import { STAGE_NAMES } from '../../domain/task/words.ts';

export const SHOWN_ROWS = 10;

const value = (view: CeremonyView): Readonly<Record<string, string>> => ({ task: view.task.id, attempt: String(view.attempt.attempt) });

const stepOne = ({ attempt, rules, drawer }: CeremonyView): readonly string[] => [
  `**第 1 步 承诺**\u3000${localMinute(attempt.committedAt)}`,
  `抽取 ${STAGE_NAMES[attempt.stage]}，依据${plain(rules.basis)}。抽取人 ${plain(drawer)}`,
  `名单快照指纹 ${attempt.targets.sha256.slice(0, 16)}…\u3000方案校验码 **${shortCode(attempt.planHash)}**`,
  '名单、比例、规则和密钥此刻已锁住，谁也改不了。',
  ...remarksBefore(attempt).map((remark) => `提示：${plain(remark)}`),
];

const contributionLines = ({ attempt, unit, witness }: CeremonyView): readonly string[] => {
  const nameOf = (id: string): string => unit.people.find((person) => person.id === id)?.name ?? '';
  const shown = attempt.contributions.slice(-SHOWN_ROWS).map(({ seq, by, text }) => `${String(seq)}. ${plain(nameOf(by))}：${plain(clipped(text, 64))}${by === attempt.witness ? '（见证人封口）' : ''}`);
  return shown.length === 0 ? [`见证人 ${plain(witness)}，还没有人投入。`] : shown;
};

const stepTwo = (view: CeremonyView): readonly string[] => {
  const { attempt, witness } = view;
  const isOpen = attempt.phase === 'committed';
  return [
    '**第 2 步 见证**',
    ...(isOpen ? [`请各位随手投入 1–64 个字符（可用骰子、车牌、报数），最后由见证人 **${plain(witness)}** 输入并封口（例如一张人民币的冠字号）。${localMinute(attempt.closeBefore)} 前未见证，本次承诺作废。`] : []),
    ...contributionLines(view),
  ];
};

/** 「新星培训（…0002U）」, or 「对象 3」 for a no-notice task. */
export const targetText = (target: Pick<SelectedTarget, 'no' | 'name' | 'code'>, noNotice: boolean): string =>
  noNotice ? `对象 ${String(target.no)}` : `${clipped(target.name, 40)}（…${target.code.slice(-5)}）`;

const teamText = (team: Team | undefined): string => (team === undefined ? '待抽取' : team.members.map(({ name, leader }) => `${name}${leader ? '★' : ''}`).join(' '));

const strataText = (strata: readonly StratumResult[]): string =>
  strata.map(({ name, eligible, drawn, shortfall }) => `${name} 合格 ${String(eligible)} 抽 ${String(drawn)}${shortfall > 0 ? `（缺 ${String(shortfall)}）` : ''}`).join('；');

const resultTable = (view: CeremonyView): NonNullable<Card['table']> | undefined => {
  const { result, task } = view;
  if (result === null) return undefined;
  const teams = new Map((result.teams ?? []).map((team) => [team.no, team]));
  // The draw of inspectors gives the locked targets no tickets of their own.
  const hasTickets = result.selected.some(({ ticket }) => ticket !== '');
  return {
    columns: ['序', '对象', '层', ...(hasTickets ? ['票号', '名次/基数'] : []), '检查组（★组长）'],
    rows: result.selected.slice(0, SHOWN_ROWS).map((target) => [
      String(target.no), targetText(target, task.settings.noNotice), target.stratum,
      ...(hasTickets ? [target.ticket.slice(0, 8), `${String(target.rank)}/${String(eligibleOf(result.strata, target.stratum))}`] : []), teamText(teams.get(target.no)),
    ]),
  };
};

/** 第 3 步, where the rules ask for a public value. */
const stepPublic = ({ attempt, unit }: CeremonyView): readonly string[] => {
  if (attempt.public === undefined) return [];
  const named = (id: string): string => unit.people.find((person) => person.id === id)?.name ?? '';
  if (attempt.phase === 'committed') return ['**第 3 步 公开数**', `封口以后还要等 ${plain(publicWords(attempt.public))}，它与大家的投入一起决定结果。`];
  return attempt.closedAt === undefined ? [] : ['**第 3 步 公开数**', ...publicLines(attempt.public, attempt.publicValue ?? null, named)];
};

/** 补开: said on the card, because it is not the usual way. */
const openedBy = ({ attempt, unit }: CeremonyView): string => (attempt.openedBy === undefined ? '' : `\u3000（${plain(unit.people.find(({ id }) => id === attempt.openedBy)?.name ?? '')} 凭封存件和开封口令补开）`);

const stepThree = (view: CeremonyView): readonly string[] => {
  const { attempt, result, drawer, witness } = view;
  const nth = attempt.public === undefined ? '第 3 步' : '第 4 步';
  if (attempt.phase === 'closed') return [`**${nth} 开出**\u3000已封口，正在揭示密钥并开出……`];
  if (result === null || attempt.seed === null) return [];
  const more = result.selected.length > SHOWN_ROWS ? `（卡片只列前 ${String(SHOWN_ROWS)} 户，全部见抽取结果表）` : '';
  return [
    `**${nth} 开出**\u3000种子 ${attempt.seed.slice(0, 16)}…${openedBy(view)}`,
    attempt.stage === 'inspectors' ? `为已锁定的 **${String(result.selected.length)} 户** 随机配备检查组${more}` : `共抽中 **${String(result.selected.length)} 户**：${plain(strataText(result.strata))}${more}`,
    `抽取人 ${plain(drawer)}\u3000见证人 ${plain(witness)}${attempt.attested ? '（已确认结果一致）' : ''}\u3000时间 ${attempt.drawnAt === null ? '' : localMinute(attempt.drawnAt)}`,
    ...remarksOf({}, result).map((remark) => `提示：${remark}`),
  ];
};

const ending = ({ attempt, unit }: CeremonyView): readonly string[] => {
  switch (attempt.phase) {
    case 'disputed': {
      const who = unit.people.find((person) => person.id === attempt.objection?.by)?.name ?? '';
      return [`**有异议**\u3000${plain(who)}：${plain(attempt.objection?.reason ?? '')}。裁定前不能锁定。`];
    }
    case 'abandoned': return [`**本次承诺已作废**\u3000${plain(attempt.endedBecause ?? '')}（仍计入抽取次数）`];
    case 'void': return [`**本次结果已作废**\u3000${plain(attempt.endedBecause ?? '')}（原结果仍可查）`];
    case 'locked': return ['**已锁定**\u3000名单一经锁定不得更改。此后只能：人员更换（有理由并经分管负责人批准）、对象以结果代码办结、整任务作废（主要负责人）。'];
    case 'committed': case 'waiting': case 'closed': case 'drawn': return [];
  }
};

/** Draws of targets and draws of inspectors are counted apart: the second stage is no second try. */
const tryOf = ({ attempt, earlier }: CeremonyView): number => 1 + earlier.filter(({ stage }) => stage === attempt.stage).length;
const tryText = (view: CeremonyView): string => `${view.attempt.stage === 'together' ? '' : STAGE_NAMES[view.attempt.stage]}第 ${String(tryOf(view))} 次抽取`;

const count = (view: CeremonyView): string => {
  const same = view.earlier.filter(({ stage }) => stage === view.attempt.stage);
  const why = same.map((other, n) => `第 ${String(n + 1)} 次${PHASE_WORDS[other.phase]}：${other.endedBecause ?? ''}`).join('；');
  return `本任务${tryText(view)}${why === '' ? '' : `（${clipped(why, 200)}）`}`;
};

const buttons = (view: CeremonyView): readonly Button[] => {
  const { attempt } = view;
  const about = value(view);
  const sheet: Button = { id: 'task.sheet', label: '抽取结果表.xlsx', value: about };
  const recheck: Button = { id: 'task.recheck', label: '怎么复核', value: about };
  switch (attempt.phase) {
    case 'committed': return [{ id: 'draw.decline', label: '不予见证（见证人）', style: 'danger', value: about, confirm: '不予见证后本次承诺作废并计入抽取次数，确定吗？' }];
    case 'drawn':
      return attempt.attested
        ? [{ id: 'draw.lock', label: '锁定', style: 'primary', value: about, confirm: '一经锁定不得更改，确定锁定吗？' }, sheet, recheck]
        : [{ id: 'draw.attest', label: '我见证，结果与显示一致', style: 'primary', value: about }, sheet, recheck];
    case 'disputed': return [sheet, recheck];
    case 'locked': return [sheet, recheck];
    case 'waiting': return attempt.public === undefined ? [] : (publicControls(attempt.public, attempt.publicValue ?? null, 'draw', view.task.id, about).actions ?? []);
    case 'closed': case 'abandoned': case 'void': return [];
  }
};

const form = (view: CeremonyView): Card['form'] => {
  const about = value(view);
  if (view.attempt.phase === 'committed') {
    return { fields: [{ name: 'text', label: '投入内容', type: 'text', required: true, hint: '1–64 个字符，随意输入' }], submit: { id: 'draw.submit', label: '提交', style: 'primary', value: about } };
  }
  const awaited = view.attempt.phase === 'waiting' ? view.attempt.public : undefined;
  if (awaited !== undefined) return publicControls(awaited, view.attempt.publicValue ?? null, 'draw', view.task.id, about).form;
  if (view.attempt.phase === 'drawn') {
    return { fields: [{ name: 'reason', label: '异议理由', type: 'text', required: true, hint: '没有异议不必填写' }], submit: { id: 'draw.object', label: '提出异议', value: about } };
  }
  return undefined;
};

/** What can be typed now; what is over is not offered. */
const typed = ({ task, attempt }: CeremonyView): readonly string[] => {
  switch (attempt.phase) {
    case 'committed': return [`投入 ${task.id} 内容`, `见证 ${task.id} 内容`];
    case 'drawn': return [`确认结果 ${task.id}`, `异议 ${task.id} 理由`, `锁定 ${task.id}`];
    case 'disputed': return [`裁定 ${task.id} 维持 理由`];
    case 'locked': return [`结果表 ${task.id}`, `复核 ${task.id}`];
    case 'waiting': return attempt.publicValue === undefined ? [`公开数 ${task.id} 号码`] : [`核对公开数 ${task.id}`, `公开数不符 ${task.id}`];
    case 'closed': case 'abandoned': case 'void': return [];
  }
};
const typedText = (view: CeremonyView): string => {
  const lines = typed(view);
  return lines.length === 0 ? '' : `打字也可以：${lines.join(' / ')}`;
};

const TONES = { committed: 'info', waiting: 'warn', closed: 'info', drawn: 'ok', disputed: 'warn', locked: 'ok', abandoned: 'muted', void: 'muted' } as const;

export const ceremonyCard = (view: CeremonyView): Card => {
  const { task, attempt, result } = view;
  const table = resultTable(view);
  const formNow = form(view);
  const actions = buttons(view);
  const drawn = result === null ? '' : `，${attempt.stage === 'inspectors' ? '配备' : '抽中'} ${String(result.selected.length)} 户`;
  return {
    title: `公开抽取 · ${task.id} ${task.settings.name}`,
    tone: TONES[attempt.phase],
    summary: `${task.id} ${tryText(view)}：${PHASE_WORDS[attempt.phase]}${drawn}`,
    body: [...stepOne(view), ...stepTwo(view), ...stepPublic(view), ...stepThree(view), ...ending(view)].join('\n'),
    ...(table === undefined ? {} : { table }),
    ...(formNow === undefined ? {} : { form: formNow }),
    ...(actions.length === 0 ? {} : { actions }),
    note: `${count(view)}。${typedText(view)}`,
  };
};

/** The same attempt as the witness sees it in private: what he is asked, and nothing else to press. */
export const witnessCard = (view: CeremonyView): Card => {
  const { task, attempt } = view;
  const about = value(view);
  const full = ceremonyCard(view);
  if (attempt.phase === 'committed') {
    return {
      title: `请您见证 · ${task.id} ${task.settings.name}`,
      tone: 'warn',
      summary: `${view.drawer} 请您见证 ${task.id} 的公开抽取`,
      body: [
        ...stepOne(view), '**请您封口**',
        `请随便输入 1–64 个字符（可用骰子、当日车牌、一张人民币的冠字号）。${attempt.public === undefined ? '提交后立即开出' : `提交后封口，再等 ${plain(publicWords(attempt.public))} 才开出`}，任何人都不能再改。`,
        `请在 ${localMinute(attempt.closeBefore)} 前处理，超时本次承诺自动作废。`,
      ].join('\n'),
      form: { fields: [{ name: 'text', label: '见证输入', type: 'text', required: true, hint: '例如 3859' }], submit: { id: 'draw.submit', label: '提交并封口', style: 'primary', value: about } },
      actions: [{ id: 'draw.decline', label: '不予见证', style: 'danger', value: about, confirm: '不予见证后本次承诺作废并计入抽取次数，确定吗？' }],
      note: `打字也可以：见证 ${task.id} 内容 / 不予见证 ${task.id} 理由`,
    };
  }
  return { ...full, title: `您见证的抽取 · ${task.id}`, actions: (full.actions ?? []).filter(({ id }) => id !== 'draw.lock') };
};
