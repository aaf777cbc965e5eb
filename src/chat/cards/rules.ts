/** The rules of a unit: every value beside the clause it comes from, who changed it, what others do, what is proposed. */
import type { UnitId } from '../../domain/ids.ts';
import { signature } from '../../domain/people/delegation.ts';
import { personName } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import type { AdoptedRules, RuleWish } from '../../domain/rules/adopted.ts';
import type { RuleProposal, RuleStep } from '../../domain/rules/book.ts';
import { wishText } from '../../domain/rules/decide.ts';
import { FIXED_KEYS, FIXED_RULES } from '../../domain/rules/fixed.ts';
import { OVERLAY_TITLE } from '../../domain/rules/overlay.ts';
import { isDefault, PRESETS } from '../../domain/rules/presets.ts';
import type { PresetId, RulePath, RuleSet } from '../../domain/rules/rule-set.ts';
import { atLeastAsStrict, isSameValue, rangeText, RULE_PATHS, ruledAt, SHAPES, valueText } from '../../domain/rules/shapes.ts';
import { plain } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';
import type { Card } from '../platform.ts';

export const ruleChangeSubject = (unit: UnitId, change: number): string => `rules/${unit}/${String(change)}`;

const nameIn = (unit: UnitState, id: RuleStep['by']): string => (id === null ? '' : personName(unit, id));

/** 「威海临港细则 第七条」, or the basis of an approved change with who approved it, when, and what held before. */
const clauseText = (unit: UnitState, rules: RuleSet, path: RulePath): string => {
  const { clause, insteadOf } = ruledAt(rules, path);
  const change = unit.rules.changes?.find((each) => each.path === path && each.basis === clause);
  const who = change === undefined ? '' : `；${nameIn(unit, change.approvedBy)} ${localMinute(change.at)} 批准`;
  return `${clause}${who}${insteadOf === undefined ? '' : `（原：${valueText(path, insteadOf.value)}，${insteadOf.clause}）`}`;
};

const titleOf = ({ preset, overlay = false }: AdoptedRules): string => `${PRESETS[preset].title}${overlay ? ` + ${OVERLAY_TITLE}` : ''}`;

export const rulesCard = (unit: UnitState): Card => {
  const { rules } = unit;
  const set = rulesInForce(rules);
  const changed = rules.changes?.length ?? 0;
  // What differs from the preset is what people ask about: first.
  const isOther = (path: RulePath): boolean => ruledAt(set, path).insteadOf !== undefined;
  const rowOf = (path: RulePath): readonly string[] => [SHAPES[path].label, valueText(path, ruledAt(set, path).value), clauseText(unit, set, path)];
  // Then what the bureau's own document says; what it is silent on comes last.
  const rest = [
    ...FIXED_KEYS.map((key) => ({ clause: set.clauses[key], row: [FIXED_RULES[key].label, FIXED_RULES[key].text, set.clauses[key]] })),
    ...RULE_PATHS.filter((path) => !isOther(path)).map((path) => ({ clause: ruledAt(set, path).clause, row: rowOf(path) })),
  ];
  return {
    title: `规则 · ${titleOf(rules)}`,
    tone: 'info',
    summary: `本单位采用${set.basis}，第 ${String(rules.version)} 版`,
    body: [
      `本单位采用 **${plain(set.basis)}**，第 ${String(rules.version)} 版${changed === 0 ? '' : `，经批准修改 ${String(changed)} 项`}。`,
      rules.overlay === true ? `已叠加 ${OVERLAY_TITLE}：只收紧、不放宽，被收紧的项注明原数值和原依据。` : `没有叠加 ${OVERLAY_TITLE}；需要时发送：**规则 叠加 54号**`,
    ].join('\n'),
    table: {
      columns: ['项目', '要求', '依据'],
      rows: [
        ...RULE_PATHS.filter(isOther).map(rowOf),
        ...rest.filter(({ clause }) => !isDefault(clause)).map(({ row }) => row),
        ...rest.filter(({ clause }) => isDefault(clause)).map(({ row }) => row),
      ],
    },
    actions: [{ id: 'rules.form', label: '修改一项' }, { id: 'rules.history', label: '历史' }],
    note: '「预设缺省」表示细则没有规定。查一项：规则 依据 公示期限；比较：规则 对比 福州高新。已建任务按建立时的规则办。',
  };
};

export const ruleCard = (unit: UnitState, path: RulePath): Card => {
  const set = rulesInForce(unit.rules);
  const { label } = SHAPES[path];
  const now = valueText(path, ruledAt(set, path).value);
  return {
    title: `规则依据 · ${label}`, tone: 'info', summary: `${label}：${now}`,
    fields: [{ label: '要求', value: now }, { label: '依据', value: clauseText(unit, set, path) }, { label: '可以改为', value: rangeText(path) }],
    note: `修改须经批准：规则 修改 ${label}=… 依据=…`,
  };
};

export const fixedRuleCard = (unit: UnitState, key: keyof RuleSet['clauses']): Card => {
  const { label, text } = FIXED_RULES[key];
  return { title: `规则依据 · ${label}`, tone: 'info', summary: `${label}：${text}`, fields: [{ label: '要求', value: text }, { label: '依据', value: rulesInForce(unit.rules).clauses[key] }], note: '这一项不可更改。' };
};

/** Only where the two differ: who reads it wants to know what would become different. */
export const compareCard = (unit: UnitState, other: PresetId): Card => {
  const [own, theirs] = [rulesInForce(unit.rules), PRESETS[other]];
  const different = RULE_PATHS.filter((path) => !isSameValue(path, ruledAt(own, path).value, ruledAt(theirs, path).value));
  const cell = (set: RuleSet, path: RulePath): string => {
    const { value, clause } = ruledAt(set, path);
    return `${valueText(path, value)}（${isDefault(clause) ? '缺省' : clause}）`;
  };
  return {
    title: `规则对比 · 本单位 与 ${theirs.title}`, tone: 'info', summary: `与${theirs.basis}有 ${String(different.length)} 项不同`,
    body: `${different.length === 0 ? '数值全部相同' : `不同 ${String(different.length)} 项`}，其余 ${String(RULE_PATHS.length - different.length)} 项相同。`,
    ...(different.length === 0 ? {} : { table: { columns: ['项目', `本单位（${titleOf(unit.rules)}）`, theirs.title], rows: different.map((path) => [SHAPES[path].label, cell(own, path), cell(theirs, path)]) } }),
    note: `改用这一套：规则 采用 ${theirs.title}；只改一项：规则 修改 项目=数值 依据=…`,
  };
};

const LISTED = 20;
export const ruleHistoryCard = (unit: UnitState, steps: readonly RuleStep[]): Card => ({
  title: `规则历史 · ${unit.name}`, tone: 'info', summary: `共 ${String(steps.length)} 次变更`,
  table: {
    columns: ['版本', '时间', '变更', '依据', '提出', '批准'],
    rows: steps.slice(-LISTED).reverse().map(({ version, at, wish, from, basis, by, approvedBy, approvedFor }) => [
      `第 ${String(version)} 版`, localMinute(at), wishText(wish, from), basis === '' ? '—' : basis, by === null ? '建立单位时选定' : nameIn(unit, by), approvedBy === null ? '—' : signature(unit, approvedBy, approvedFor),
    ]),
  },
  note: `${steps.length > LISTED ? `只列最近 ${String(LISTED)} 次。` : ''}每个任务按建立时的版本办理。`,
});

const tightness = (wish: RuleWish, from: RuleProposal['from']): string | null => {
  if (wish.kind !== 'value') return null;
  if (atLeastAsStrict(wish.path, wish.value, from)) return '收紧';
  return atLeastAsStrict(wish.path, from, wish.value) ? '放宽，请核对依据是否允许' : '既有收紧也有放宽，请逐项核对';
};

/** What the approver decides on: old value · new value · clause · reason. */
export const ruleChangeCard = (unit: UnitState, proposal: RuleProposal): Card => {
  const { change, wish, from, basis, by, phase } = proposal;
  const set = rulesInForce(unit.rules);
  const effect = tightness(wish, from);
  const facts = [
    ...(wish.kind === 'value'
      ? [{ label: '项目', value: SHAPES[wish.path].label }, { label: '原数值', value: valueText(wish.path, from) }, { label: '拟改为', value: valueText(wish.path, wish.value) }]
      : [{ label: '修改', value: wishText(wish, from) }]),
    ...(wish.kind === 'value' && phase === 'waiting' ? [{ label: '现行依据', value: ruledAt(set, wish.path).clause }] : []),
    ...(effect === null ? [] : [{ label: '宽严', value: effect }]),
    ...(wish.kind === 'preset' && (unit.rules.changes?.length ?? 0) > 0 && phase === 'waiting' ? [{ label: '注意', value: `已批准的 ${String(unit.rules.changes?.length ?? 0)} 项修改随之失效` }] : []),
    { label: '修改依据', value: basis === '' ? '未写' : basis },
    { label: '提出人', value: `${nameIn(unit, by)} ${localMinute(proposal.at)}` },
  ];
  if (phase !== 'waiting') {
    const outcome = phase === 'approved' ? '同意，今后新建的任务按此执行' : `不同意：${proposal.reason}`;
    return { title: `规则修改 · 第 ${String(change)} 号（已处理）`, tone: 'muted', summary: `第 ${String(change)} 号规则修改已处理`, fields: [...facts, { label: '处理结果', value: outcome }], note: `${signature(unit, proposal.decidedBy, proposal.decidedFor)} 于 ${proposal.decidedAt === null ? '' : localMinute(proposal.decidedAt)} 处理。` };
  }
  const value = { change: String(change) };
  return {
    title: `规则修改待批准 · 第 ${String(change)} 号`, tone: 'warn', summary: `${nameIn(unit, by)} 提出：${wishText(wish, from)}`,
    fields: facts,
    actions: [
      { id: 'rules.approve', label: '同意', style: 'primary', value },
      { id: 'rules.refuse', label: '不同意', style: 'danger', value, confirm: '不同意这项修改？' },
    ],
    note: `${unit.name}；同意后只影响今后新建的任务。打字也可以：规则 同意 ${String(change)} / 规则 不同意 ${String(change)} 理由`,
  };
};

export const ruleFormCard = (subject: string): Card => ({
  title: '修改一项规则', tone: 'info', summary: '请写明改哪一项、改成多少、依据是什么',
  body: '由分管负责人或主要负责人批准后生效，只影响今后新建的任务。也可以打字：**规则 修改 公示期限=15 依据=本局实施细则（2027）第七条**',
  form: {
    fields: [
      { name: 'path', label: '项目', type: 'select', required: true, options: RULE_PATHS.map((path) => ({ value: path, text: SHAPES[path].label })) },
      { name: 'value', label: '改为', type: 'text', required: true, hint: '例如：15、不限、5%、递补抽取' },
      { name: 'basis', label: '依据', type: 'text', required: true, hint: '文件名称和条款' },
    ],
    submit: { id: 'rules.change', label: '提出修改', style: 'primary', value: { form: subject } },
  },
});
