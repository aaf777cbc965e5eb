/** 年度抽查计划 as cards: where it stands, its lines, the check-up, what the approver is asked. */
import type { PlanView } from '../../application/queries/plan.ts';
import { nextStep } from '../../domain/plan/decide.ts';
import { isFiled, isPublished, versionInForce } from '../../domain/plan/plan.ts';
import type { PlanDraft, PlanState } from '../../domain/plan/plan.ts';
import type { PlanFinding } from '../../domain/plan/check.ts';
import type { PlanChange } from '../../domain/plan/compare.ts';
import { signature } from '../../domain/people/delegation.ts';
import { personName } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import { SOURCE_NAMES } from '../../domain/task/words.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { clipped, plain } from '../markdown.ts';
import { ratioText } from '../../domain/rules/ratio.ts';
import type { Button, Card } from '../platform.ts';

const SHOWN_LINES = 12;
const SHOWN_CHANGES = 15;

export const planSubject = (plan: Pick<PlanState, 'unit' | 'year'>): string => `plan/${plan.unit ?? ''}/${String(plan.year)}`;
/** The approver's card of one draft and step. */
export const approvalSubject = (plan: Pick<PlanState, 'unit' | 'year'>, draft: number, step: number): string => `${planSubject(plan)}/draft/${String(draft)}/step/${String(step)}`;

const FROM = { 'last-year': '由上年计划和事项清单起草', items: '由事项清单起草', sheet: '由计划表导入', edit: '在聊天中修改' } as const;

/** 草稿 → 待分管负责人审批 → 已批准 第 1 版 …, in a few words. */
export const stageText = (plan: PlanState): string => {
  const { draft } = plan;
  const now = versionInForce(plan);
  const inForce = now === null ? '' : `第 ${String(now.version)} 版已批准${isFiled(plan) ? '、已备案' : ''}${isPublished(plan) ? '、已公开' : ''}`;
  if (draft === null) return inForce;
  const step = draft.phase === 'submitted' ? nextStep(draft) : null;
  const open = step !== null ? `待${ROLE_NAMES[step]}审批` : draft.returned === null ? '草稿' : `已退回：${draft.returned.reason}`;
  return inForce === '' ? open : `${inForce}；调整${open}`;
};

const MARK = { blocks: '✗', reason: '！', note: '·' } as const;
const findingLine = ({ grade, sentence, clause, rows }: PlanFinding): string => `${MARK[grade]} ${plain(clipped(sentence, 160))}${rows.length === 0 || rows.length > 8 ? '' : `（${rows.join('、')}）`}${clause === null ? '' : `\u3000${plain(clause)}`}`;

const chainText = (unit: UnitState, draft: PlanDraft): string =>
  draft.chain.map((role, index) => {
    const done = draft.approvals[index];
    return `${done === undefined ? '☐' : '☑'} ${ROLE_NAMES[role]}${done === undefined ? '' : ` ${signature(unit, done.by, done.for)}`}`;
  }).join(' → ');

const linesTable = ({ rows, check, plan }: PlanView): NonNullable<Card['table']> => ({
  columns: ['编号', '名称', '事项', '比例×次', '基数→户', '抽取日', '牵头', '已建任务'],
  rows: rows.slice(0, SHOWN_LINES).map((row) => {
    const line = check.lines.get(row.no);
    const made = plan.tasks.filter(({ row: no }) => no === row.no).length;
    return [row.no, clipped(row.name, 24), String(row.items.length), `${ratioText(row.ratio)}×${String(row.campaigns)}`, `${String(line?.targets ?? 0)}→${String(line?.visits ?? 0)}`, row.drawOn.slice(5), row.section, made === 0 ? '' : String(made)];
  }),
});

/** 「已建任务：按计划 5 个；计划外 2 个（上级交办 1、联合邀请 1）」: what nobody planned is counted apart. */
const tasksText = ({ plan, outside }: PlanView): string => {
  const sum = [...outside.values()].reduce((all, count) => all + count, 0);
  const by = [...outside].map(([source, count]) => `${source === 'plan' ? '未写计划行' : SOURCE_NAMES[source]} ${String(count)}`).join('、');
  return `已建任务：按计划 ${String(plan.tasks.length)} 个；计划外 ${String(sum)} 个${by === '' ? '' : `（${by}）`}`;
};

/** Said when the adjustment begins, not when it is handed in. */
const evidenceText = ({ draft }: PlanState, rules: RuleSet): readonly string[] => {
  const { value, clause } = rules.plan.adjust;
  if (draft === null || draft.base === 0 || value === 'free') return [];
  return [draft.evidence === null ? `**调整须先经县联席会议办公室审核备案**：请把批复（图片或 PDF）私聊发给我\u3000${plain(clause)}` : `联席会议办公室批复：${plain(draft.evidence.name)}`];
};

const year = (plan: PlanState): Readonly<Record<string, string>> => ({ year: String(plan.year) });

/** What the check-up wants a reason for is asked for on the card, not refused after the click. */
const asksReason = ({ plan, check }: PlanView): boolean => plan.draft?.phase === 'open' && check.findings.some(({ grade }) => grade === 'reason');

const buttons = (view: PlanView, rules: RuleSet): readonly Button[] => {
  const { plan } = view;
  const about = year(plan);
  const sheet: Button = { id: 'plan.sheet', label: '下载计划表.xlsx', value: about };
  if (plan.draft?.phase === 'open') return asksReason(view) ? [sheet] : [{ id: 'plan.submit', label: '提交审批', style: 'primary', value: about }, sheet];
  const now = versionInForce(plan);
  if (now === null || plan.draft !== null) return [sheet];
  return [sheet, ...(rules.plan.filingTo.value !== 'none' && !isFiled(plan) ? [{ id: 'plan.file-form', label: '登记备案', value: about }] : []), ...(isPublished(plan) ? [] : [{ id: 'plan.publish-form', label: '登记公开', value: about }])];
};

export const planCard = (view: PlanView, unit: UnitState, rules: RuleSet): Card => {
  const { plan, rows, check } = view;
  const { draft } = plan;
  const visits = [...check.lines.values()].reduce((sum, line) => sum + line.visits, 0);
  const planned = new Set(rows.flatMap((row) => row.items)).size;
  return {
    title: `${String(plan.year)} 年度抽查计划`,
    tone: check.findings.some(({ grade }) => grade === 'blocks') && view.isDraft ? 'warn' : 'info',
    summary: `${String(plan.year)} 年度抽查计划：${stageText(plan)}`,
    body: [
      `**${plain(stageText(plan))}**${draft === null ? '' : `\u3000${FROM[draft.from]}`}`,
      `共 ${String(rows.length)} 行，覆盖事项 ${String(planned)}/${String(check.items)} 项，预计检查 ${String(visits)} 户次`,
      ...(versionInForce(plan) === null ? [] : [tasksText(view)]),
      ...evidenceText(plan, rules),
      ...(draft?.phase === 'submitted' ? [chainText(unit, draft)] : []),
      ...(check.findings.length === 0 ? ['体检：没有发现问题 ✓'] : ['**体检**', ...check.findings.map(findingLine)]),
    ].join('\n'),
    table: linesTable(view),
    ...(asksReason(view) ? { form: { fields: [{ name: 'reason', label: '标“！”的各项要写明理由', type: 'text' as const, required: true, hint: '例如：上级已全覆盖检查' }], submit: { id: 'plan.submit', label: '提交审批', style: 'primary' as const, value: year(plan) } } } : {}),
    actions: buttons(view, rules),
    note: `${rows.length > SHOWN_LINES ? `只列前 ${String(SHOWN_LINES)} 行，全部见计划表。` : ''}改一行：计划 调整 ${rows[0]?.no ?? ''} 比例=8% 理由=…；也可下载计划表，改好后拖给我。${versionInForce(plan) === null ? '批准以后才能按计划建任务。' : `建任务：任务 新建 计划行=${rows[0]?.no ?? ''}`}`,
  };
};

const CHANGE = { added: '新增', dropped: '取消', changed: '变更' } as const;
const changeLine = ({ no, name, change, fields }: PlanChange): string =>
  `${CHANGE[change]} ${no} ${plain(clipped(name, 24))}${fields.map(({ title, before, after }) => `\u3000${title}：${plain(clipped(before, 30))} → ${plain(clipped(after, 30))}`).join('')}`;

export const planCompareCard = ({ plan, changes, comparedWith }: PlanView): Card => ({
  title: `计划对比 · ${String(plan.year)}`,
  tone: 'info',
  summary: comparedWith === '' ? '没有可比的上一版' : `与${comparedWith}相比 ${String(changes.length)} 处不同`,
  body: comparedWith === '' ? '这是本年度的第一份计划，没有可比的上一版。' : changes.length === 0 ? `与${comparedWith}相同。` : [`与${comparedWith}相比：`, ...changes.slice(0, SHOWN_CHANGES).map(changeLine)].join('\n'),
  ...(changes.length > SHOWN_CHANGES ? { note: `只列前 ${String(SHOWN_CHANGES)} 处，共 ${String(changes.length)} 处。` } : {}),
});

/** What the next approver is asked. */
export const planApprovalCard = (view: PlanView, unit: UnitState, rules: RuleSet): Card => {
  const { plan, changes } = view;
  const { draft } = plan;
  const full = planCard(view, unit, rules);
  const about = year(plan);
  const author = draft?.submittedBy ?? draft?.by ?? null;
  const who = author === null ? '' : personName(unit, author);
  return {
    ...full,
    title: `请您审批 · ${String(plan.year)} 年度抽查计划`,
    tone: 'warn',
    summary: `${who} 提交了 ${String(plan.year)} 年度抽查计划，请您审批`,
    body: [`${plain(who)} 提交${(draft?.base ?? 0) > 0 ? `，调整第 ${String(draft?.base)} 版` : ''}${draft?.reason === '' || draft === null ? '' : `。理由：${plain(draft.reason)}`}`, full.body ?? '', ...(changes.length > 0 ? ['**与现行版相比**', ...changes.slice(0, SHOWN_CHANGES).map(changeLine)] : [])].join('\n'),
    form: { fields: [{ name: 'reason', label: '退回理由', type: 'text', hint: '同意不必填写' }], submit: { id: 'plan.return', label: '退回', value: about } },
    actions: [{ id: 'plan.approve', label: '同意', style: 'primary', value: about }, { id: 'plan.sheet', label: '下载计划表.xlsx', value: about }],
    note: `打字也可以：计划 同意 ${String(plan.year)} / 计划 退回 ${String(plan.year)} 理由`,
  };
};

export const planDecidedCard = (view: PlanView, unit: UnitState, rules: RuleSet, outcome: string): Card => {
  const { form: _form, actions: _actions, ...rest } = planApprovalCard(view, unit, rules);
  return { ...rest, title: `已处理 · ${String(view.plan.year)} 年度抽查计划`, tone: 'muted', summary: outcome, body: outcome, note: `发送「计划 ${String(view.plan.year)}」查看现状` };
};

/** To the group, when a version is approved: what is still to be done with it. */
export const planApprovedText = (plan: PlanState, rules: RuleSet): string => {
  const now = versionInForce(plan);
  const todo = [...(rules.plan.filingTo.value === 'none' ? [] : [`报备案（计划 备案 ${String(plan.year)} 文号=… 日期=…）`]), `公开（计划 公开 ${String(plan.year)} 网址）`];
  return `${String(plan.year)} 年度抽查计划第 ${String(now?.version ?? 1)} 版已批准，共 ${String(now?.count ?? 0)} 行。待办：${todo.map((each, index) => `${'①②③'[index] ?? ''}${each}`).join(' ')}`;
};

export const filingFormCard = (plan: PlanState, to: string): Card => ({
  title: `登记备案 · ${String(plan.year)} 年度抽查计划`, tone: 'info', summary: '请填写备案情况',
  form: {
    fields: [{ name: 'to', label: '备案机关', type: 'text', required: true, initial: to }, { name: 'number', label: '文号', type: 'text', required: true, hint: '例如 临双随机备〔2027〕3号' }, { name: 'on', label: '日期', type: 'date', required: true }],
    submit: { id: 'plan.file', label: '登记', style: 'primary', value: year(plan) },
  },
  note: `打字也可以：计划 备案 ${String(plan.year)} 文号=临双随机备〔2027〕3号 日期=1.15`,
});

export const publicationFormCard = (plan: PlanState): Card => ({
  title: `登记公开 · ${String(plan.year)} 年度抽查计划`, tone: 'info', summary: '请填写公开网址',
  form: { fields: [{ name: 'url', label: '公开网址', type: 'text', required: true, hint: 'https://…' }, { name: 'on', label: '日期', type: 'date', required: true }], submit: { id: 'plan.publish', label: '登记', style: 'primary', value: year(plan) } },
  note: `打字也可以：计划 公开 ${String(plan.year)} https://… 日期=1.16`,
});
