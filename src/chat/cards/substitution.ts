/**
 * 更换申请: the approver's card, and what the others hear. The group hears one neutral line without a reason.
 */
import { wayWords } from '../../domain/substitution/way-out.ts';
import { reasonWords } from '../../domain/substitution/decide.ts';
import { clipped, plain } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';
import type { Card } from '../platform.ts';
import type { SubstitutionView } from '../views/substitution.ts';
import { roundWords } from './round.ts';
import { proposalButtons, proposalLines, wayButtons, wayLines } from './ways.ts';

const LISTED = 5;

const facts = (view: SubstitutionView): NonNullable<Card['fields']> => [
  { label: '被更换人', value: view.old },
  { label: '原因', value: reasonWords(view.state) },
  { label: '检查', value: `${view.inspection} ${view.visit.target?.name ?? ''}` },
  { label: '组长', value: view.leader },
  { label: '申请人', value: view.state.raisedBy === 'object' ? `检查对象（${view.requester}代录）` : view.state.forced !== undefined ? '系统（每日核查）' : view.state.by === null ? '系统（利害关系登记）' : view.requester },
  { label: '本户已更换', value: `${String(view.visit.replaced.length)} 次` },
];

const excludedText = ({ choice }: SubstitutionView): string => {
  const excluded = choice?.excluded ?? [];
  const shown = excluded.slice(0, LISTED).map(({ name, reason }) => `${name}（${reason}）`).join('、');
  return excluded.length > LISTED ? `${shown} 等 ${String(excluded.length)} 人` : shown;
};

const asking = ({ old, state }: SubstitutionView): string => (state.raisedBy === 'object' ? `检查对象申请 ${old} 回避` : state.forced === undefined && state.by !== null ? `${old} 申请更换` : `${old} 须更换`);

export const approvalCard = (view: SubstitutionView): Card => {
  const { id, state, choice } = view;
  const title = `更换申请 · ${id}`;
  if (state.phase === 'drawing') return { title, tone: 'info', summary: `${id} 递补抽取进行中`, fields: [...facts(view), { label: '进度', value: roundWords(view) }], ...(view.ways === null ? {} : { body: [...wayLines(view), ...proposalLines(view)].join('\n'), actions: [...proposalButtons(view), ...wayButtons(view)] }), note: `${view.decidedBy} 于 ${state.decidedAt === null ? '' : localMinute(state.decidedAt)} 同意，由递补抽取确定人选。` };
  if (state.phase !== 'requested' || choice === null) {
    const outcome = state.taken !== undefined && state.phase === 'approved' ? `同意，${wayWords(state.taken.way)}` : state.phase === 'approved' ? `同意，由 ${view.pick} 顶替` : `不同意${state.decision === null ? '' : `：${state.decision}`}`;
    return { title: `${title}（已处理）`, tone: 'muted', summary: `${id} 已由${view.decidedBy}处理`, fields: [...facts(view), { label: '处理结果', value: outcome }], note: `${view.decidedBy} 于 ${state.decidedAt === null ? '' : localMinute(state.decidedAt)} 处理。` };
  }
  const about = { substitution: id };
  const nobody = choice.candidates.length === 0;
  const rule = choice.byLot ? '规则：递补抽取。您同意后候选人即写定，由见证人封口，再由后续密钥确定人选，不由个人挑选，事先谁也不知道。' : '规则：不重新摇号，由分管负责人在合格人员中选派。';
  const options = choice.candidates.map(({ inspector, name, section, load }) => ({ value: inspector, text: `${name}（${section}）本年 ${String(load)} 次` }));
  return {
    title,
    tone: 'warn',
    summary: `${asking(view)}（${reasonWords(state)}），请审批`,
    fields: facts(view),
    body: [
      `**${plain(asking(view))}**（${reasonWords(state)}），请审批。`,
      ...(nobody ? [...wayLines(view), ...proposalLines(view)] : [`可选 ${String(options.length)} 人（具备执法资格、未请假、无利害关系、不在本组）。`]),
      ...(choice.excluded.length === 0 ? [] : [`不可选：${plain(clipped(excludedText(view), 300))}`]),
      rule,
    ].join('\n'),
    ...(nobody ? {} : {
      form: !choice.byLot
        ? { fields: [{ name: 'pick', label: '选派', type: 'select' as const, required: true, options: options.slice(0, 50) }], submit: { id: 'substitution.approve', label: '同意并选派', style: 'primary' as const, value: about } }
        : { fields: [], submit: { id: 'substitution.approve', label: '同意并递补抽取', style: 'primary' as const, value: about } },
    }),
    actions: [
      ...(nobody ? [...proposalButtons(view), ...wayButtons(view)] : []),
      ...(state.detail === null ? [] : [{ id: 'substitution.detail', label: '查看说明', value: about }]),
      ...((state.evidence ?? []).length === 0 ? [] : [{ id: 'substitution.evidence', label: `查看证明（${String(state.evidence?.length ?? 0)}）`, value: about }]),
      { id: 'substitution.refuse', label: '不同意…', style: 'danger' as const, value: about },
    ],
    note: `${view.approver} 审批。打字也可以：${nobody ? `借调 ${id} … / 改由 ${id} 科室 / 延期 ${id} 10.9-10.31 理由` : `同意更换 ${id} 姓名`} / 不同意 ${id} 理由`,
  };
};

/** The papers, by links that soon run out; for who decides, in private. */
export const evidenceLinksCard = (id: SubstitutionView['id'], links: readonly string[], minutes: number): Card => ({
  title: `证明 · ${id}`, tone: 'info', summary: `${id} 有 ${String(links.length)} 份证明`,
  body: [...links.map((link, index) => `[证明 ${String(index + 1)}](${link})`), `${String(minutes)} 分钟内有效。可能涉及病情等个人隐私，请勿转发、截图或保存。`].join('\n'),
  note: `过期后重新发送：更换 证明 ${id}`,
});

/** 「不同意」 without a word: the reason is asked for. */
export const refusalFormCard = (view: SubstitutionView): Card => ({
  title: `不同意更换 · ${view.id}`, tone: 'warn', summary: `请写明不同意 ${view.id} 的理由`,
  body: `${plain(asking(view))}（${reasonWords(view.state)}）。${view.state.reason === 'recusal' ? '**执法回避**：确有利害关系的应当同意；不同意须写明核实情况。' : '理由会告知申请人，并记入留痕。'}`,
  form: { fields: [{ name: 'reason', label: '理由（必填）', type: 'text', required: true, hint: view.state.reason === 'recusal' ? '例如：经核实无利害关系' : '例如：该时段可调整' }], submit: { id: 'substitution.refuse', label: '确定不同意', style: 'danger', value: { substitution: view.id } } },
  note: `打字也可以：不同意 ${view.id} 理由`,
});

/** For people who are told, not asked. */
export const substitutionNotice = (view: SubstitutionView): string => {
  const { id, state } = view;
  if (state.phase === 'approved') return `更换 ${id} 已经 ${view.decidedBy} 同意：${view.inspection} 由 ${view.pick} 顶替 ${view.old}。`;
  if (state.phase === 'refused') return `更换 ${id} 未获同意（${view.decidedBy}${state.decision === null ? '' : `：${state.decision}`}）。${view.old} 请按期接受并检查，或另行补充情况再申请。`;
  if (state.phase === 'drawing') return `更换 ${id} 已经 ${view.decidedBy} 同意（${view.inspection}），由递补抽取确定人选。`;
  return `${asking(view)}（${view.inspection}，${reasonWords(state)}），待 ${view.approver} 审批。`;
};

/** Without a reason and without names: illness and kinship are nobody's business in the group (P39, P40). */
export const groupLine = (view: SubstitutionView): string => `${view.inspection} 更换检查人员 1 名，已按规定审批。`;
