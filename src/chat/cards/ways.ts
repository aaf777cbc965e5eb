/**
 * 出路: nobody qualified is left for a post. The three lawful ways on one card, a form for each, and the proposal on which the
 * approver says yes or no.
 */
import { refillRule } from '../../domain/substitution/refill.ts';
import { wayWords } from '../../domain/substitution/way-out.ts';
import type { WayKind } from '../../domain/substitution/way-out.ts';
import { rulesOfTask } from '../../domain/task/require.ts';
import { clipped, plain } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';
import type { Button, Card, Field } from '../platform.ts';
import type { SubstitutionView } from '../views/substitution.ts';

export const waysSubject = (id: SubstitutionView['id']): string => `substitution/${id}/ways`;

/** One button a way; pressed, its form comes. */
export const wayButtons = ({ id, ways }: SubstitutionView): readonly Button[] => [
  { id: 'way.form', label: '借调人员…', value: { substitution: id, way: 'borrow' } },
  ...(ways === null || ways.sections.length === 0 ? [] : [{ id: 'way.form', label: '改由其他科室…', value: { substitution: id, way: 'reassign' } }]),
  { id: 'way.form', label: '延期检查…', value: { substitution: id, way: 'postpone' } },
];

/** What the three come to here, with the sections that could take the visit and those that could not. */
export const wayLines = ({ ways }: SubstitutionView): readonly string[] => [
  '**没有合格人员可以顶替。** 合法的办法有三个，不允许单人检查：',
  '1. **借调**：请配合部门或上级派一名持证人员，附借调函；',
  ways === null || ways.sections.length === 0
    ? `2. 改由其他科室承办：目前没有科室组得成检查组${ways === null ? '' : `（${plain(clipped(ways.blocked.map(({ why }) => why).join('；'), 300))}）`}；`
    : `2. **改由其他科室承办**（不改名单）：${ways.sections.map(({ section, posts }) => `${plain(section)} 可派 ${plain(posts.map(({ name }) => name).join('、'))}`).join('；')}；`,
  '3. **延期**：另定检查期限，写明理由。',
];

/** The proposal that waits, as the approver sees it. */
export const proposalLines = ({ state, unit }: SubstitutionView): readonly string[] => {
  const { proposed } = state;
  if (proposed === undefined) return [];
  const who = unit.people.find(({ id }) => id === proposed.by)?.name ?? '';
  return [`**${plain(who)}提出**（${localMinute(proposed.at)}）：${plain(wayWords(proposed.way))}。理由：${plain(proposed.reason)}`];
};
export const proposalButtons = ({ id, state }: SubstitutionView): readonly Button[] =>
  (state.proposed === undefined ? [] : [{ id: 'way.approve', label: '同意', style: 'primary' as const, value: { substitution: id } }, { id: 'way.refuse', label: '退回这一提议…', value: { substitution: id } }]);

/** For the clerk and the section, who prepare what the approver decides. */
export const waysCard = (view: SubstitutionView): Card => {
  const { id, inspection, state, ways, approver } = view;
  const title = `没有合格人员 · ${id}`;
  if (ways === null) {
    const { taken } = state;
    return { title: `${title}（已处理）`, tone: 'muted', summary: `${id} 已处理`, body: taken === undefined ? `${inspection} 的更换申请已处理，或已有合格人员。` : `${inspection}：${plain(wayWords(taken.way))}。` };
  }
  return {
    title, tone: 'warn', summary: `${inspection} 没有合格人员可以顶替，请提出办法`,
    body: [`${inspection} 需要更换检查人员 1 名。`, ...wayLines(view), ...proposalLines(view)].join('\n'),
    actions: wayButtons(view),
    note: `提出后由${approver}决定。打字也可以：借调 ${id} …／改由 ${id} 科室／延期 ${id} 10.9-10.31 理由`,
  };
};

const REASON: Field = { name: 'reason', label: '理由', type: 'text', required: true, hint: '例如：本科室其余人员均应回避' };

const fieldsOf = (view: SubstitutionView, kind: WayKind): readonly Field[] => {
  const post = view.visit.posts.find(({ inspector }) => inspector === view.inspector);
  const { leaderFrom } = rulesOfTask(view.task).team;
  switch (kind) {
    case 'borrow':
      return [
        { name: 'name', label: '借调谁', type: 'text', required: true },
        { name: 'unit', label: '派出单位', type: 'text', required: true, hint: '例如：市教育局' },
        { name: 'certificate', label: '执法证号', type: 'text', required: true },
        { name: 'until', label: '执法证有效期至', type: 'date', required: true },
        { name: 'letter', label: '借调函（文号或日期）', type: 'text', required: true },
        { name: 'cleared', label: '与检查对象有无利害关系', type: 'select', required: true, options: [{ value: '无', text: '已向本人核实：无' }, { value: '有', text: '有（不能借调）' }] },
        ...(post?.leader === true && leaderFrom.value === 'initiatingSection' ? [{ name: 'acting', label: '组长应为发起科室人员；确无人可任的，可代组长', type: 'select' as const, required: true, options: [{ value: '是', text: '同意其代组长' }, { value: '否', text: '否' }] }] : []),
        REASON,
      ];
    case 'reassign': {
      const byLot = refillRule(rulesOfTask(view.task), view.state.reason).value === 'redraw';
      return [
        { name: 'section', label: '改由哪个科室承办', type: 'select', required: true, options: (view.ways?.sections ?? []).map(({ section, posts }) => ({ value: section, text: `${section}（${posts.map(({ name }) => name).join('、')}）` })) },
        ...(byLot ? [] : [{ name: 'named', label: '指定检查人员（不填：本年检查最少的合格人员）', type: 'text' as const, hint: '例如：赵强、李娜' }]),
        REASON,
      ];
    }
    case 'postpone':
      return [{ name: 'from', label: '新的检查期限从', type: 'date', required: true }, { name: 'to', label: '到', type: 'date', required: true }, REASON];
  }
};
const TITLES: Readonly<Record<WayKind, string>> = { borrow: '借调人员', reassign: '改由其他科室承办', postpone: '延期检查' };
const AFTER: Readonly<Record<WayKind, string>> = {
  borrow: '借调人员写入本户检查组、检查通知书和结果表，注明派出单位；没有账号的，由经办人通知。',
  reassign: '检查对象名单不变；新的检查组收到任务单，原检查组不再检查本户。',
  postpone: '期限改变后提醒和待办随之改变；更换申请仍在，届时从可以参加的人员中选派，或由本人参加（不同意并写明）。',
};

export const wayFormCard = (view: SubstitutionView, kind: WayKind, subject: string): Card => ({
  title: `${TITLES[kind]} · ${view.id}`, tone: 'info', summary: `${view.inspection} ${TITLES[kind]}`,
  // By its number: a liaison may prepare a way, and learns the object of an unannounced check on its day (P38).
  body: `${view.inspection}\u3000现检查期限 ${view.visit.window?.from ?? ''} 至 ${view.visit.window?.to ?? ''}\n${AFTER[kind]}`,
  form: { fields: fieldsOf(view, kind), submit: { id: `way.${kind}`, label: '提交', style: 'primary', value: { substitution: view.id, form: subject } } },
  note: '分管负责人提交即为决定；其他人提交后由分管负责人决定。',
});

export const wayRefusalFormCard = (view: SubstitutionView): Card => ({
  title: `退回提议 · ${view.id}`, tone: 'warn', summary: `请写明退回的理由`, body: proposalLines(view).join('\n'),
  form: { fields: [{ name: 'reason', label: '理由（必填）', type: 'text', required: true }], submit: { id: 'way.refuse', label: '确定退回', style: 'danger', value: { substitution: view.id } } },
  note: `打字也可以：出路 不同意 ${view.id} 理由`,
});

export const waySentCard = (view: SubstitutionView, kind: WayKind): Card => ({
  title: `${TITLES[kind]} · ${view.id}（已提交）`, tone: 'muted', summary: `${view.id} 已提交`,
  body: view.state.taken === undefined ? `已提出，待${plain(view.approver)}决定。` : `已决定：${plain(wayWords(view.state.taken.way))}。`,
});
