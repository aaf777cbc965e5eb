/**
 * The table of buttons: each is another way to say a command, so that whatever a card does can also be typed.
 *
 * A row turns the button's value and the form's fields into the words of its verb. `once: 'card'` marks buttons that bring
 * something new into being: pressed twice on one card they make it once.
 */
import type { ActionIn, FormValue } from './platform.ts';
import type { Command } from './parse/command.ts';

export interface Action {
  readonly id: string;
  readonly verb: string;
  readonly once: 'card' | 'click';
  readonly words: (action: Pick<ActionIn, 'value' | 'form'>) => Pick<Command, 'words'> & Partial<Pick<Command, 'options' | 'rest'>>;
}

const text = (value: FormValue | undefined): string => (value === undefined ? '' : typeof value === 'object' ? value.join(',') : String(value)).trim();
const given = (...words: readonly (string | undefined)[]): readonly string[] => words.filter((word): word is string => word !== undefined && word !== '');
/** Drops what the form left empty. */
const options = (pairs: Readonly<Record<string, string>>): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(pairs).filter(([, value]) => value !== ''));

/** Buttons that carry one id and nothing else. */
const about = (id: string, verb: string, member: string): Action => ({ id, verb, once: 'click', words: ({ value }) => ({ words: given(value[member]), rest: value[member] ?? '' }) });
/** Buttons with an id and one typed text, which may contain anything. */
const saying = (id: string, verb: string, member: string, field: string): Action => ({
  id, verb, once: 'click',
  words: ({ value, form }) => {
    const said = text(form[field]).replace(/\s+/g, ' ');
    return { words: given(value[member], ...said.split(' ')), rest: given(value[member], said).join(' ') };
  },
});

export const ACTIONS: readonly Action[] = [
  // set-up and people
  { id: 'unit.create', verb: '单位 新建', once: 'card', words: ({ form }) => ({ words: given(text(form['name'])), options: options({ 科室: text(form['sections']), 规则: text(form['preset']) }) }) },
  about('unit.choose', '切换', 'unit'),
  { id: 'person.request', verb: '绑定', once: 'click', words: ({ form }) => ({ words: [], options: options({ 姓名: text(form['name']), 科室: text(form['section']), 执法证: text(form['certificate']) }) }) },
  about('person.show', '绑定 确认', 'request'),
  { id: 'person.bind', verb: '绑定 确认', once: 'click', words: ({ value, form }) => ({ words: given(value['request']), options: options({ 角色: text(form['roles']), 分管: text(form['inCharge']) }) }) },
  about('person.refuse', '绑定 退回', 'request'),
  { id: 'person.unbind', verb: '解绑', once: 'click', words: ({ value }) => ({ words: given(value['person'], '确认') }) },
  // delegation and hand-over
  {
    id: 'delegation.grant', verb: '授权', once: 'card',
    words: ({ value, form }) => ({ words: [], options: options({ 人员: text(form['delegate']), 事项: text(form['matter']), 开始: text(form['from']), 结束: text(form['to']), 表单: value['form'] ?? '' }) }),
  },
  about('delegation.consent', '授权 同意', 'delegation'),
  about('delegation.refuse', '授权 不同意', 'delegation'),
  about('delegation.withdraw', '授权 撤回', 'delegation'),
  about('handover.approve', '交接 同意', 'handover'),
  about('handover.refuse', '交接 不同意', 'handover'),
  // rules
  { id: 'rules.form', verb: '规则 修改', once: 'click', words: () => ({ words: [] }) },
  { id: 'rules.history', verb: '规则 历史', once: 'click', words: () => ({ words: [] }) },
  {
    id: 'rules.change', verb: '规则 修改', once: 'card',
    words: ({ value, form }) => {
      const basis = text(form['basis']);
      return { words: given(text(form['path']), text(form['value'])), options: options({ 依据: basis, 表单: value['form'] ?? '' }), rest: `依据=${basis}` };
    },
  },
  about('rules.show', '规则 待批', 'change'),
  about('rules.approve', '规则 同意', 'change'),
  about('rules.refuse', '规则 不同意', 'change'),
  // rosters
  { id: 'template.send', verb: '模板', once: 'click', words: ({ value }) => ({ words: given(value['roster']) }) },
  { id: 'sheet.export', verb: '导出', once: 'click', words: ({ value }) => ({ words: given(value['sheet'], value['edition']) }) },
  { id: 'sheet.set-template', verb: '模板 设置', once: 'click', words: ({ value, form }) => ({ words: given(value['sheet'] ?? text(form['sheet']), value['edition'] ?? text(form['edition'])) }) },
  about('import.confirm', '导入 确认', 'import'),
  { id: 'import.conflicts', verb: '导入 冲突', once: 'click', words: ({ value }) => ({ words: given(value['import'], value['page']) }) },
  { id: 'import.choose', verb: '导入 选择', once: 'click', words: ({ value }) => ({ words: given(value['import'], value['nth'], value['choice']) }) },
  { id: 'import.apply', verb: '导入 按选择', once: 'click', words: ({ value }) => ({ words: given(value['import'], value['all']) }) },
  about('import.review', '导入 复核', 'import'),
  saying('import.return', '导入 退回', 'import', 'reason'),
  about('import.undo', '撤回导入', 'import'),
  about('import.forget', '导入 忘记', 'layout'),
  about('interest.import', '导入 登记', 'source'),
  { id: 'import.as', verb: '导入 认作', once: 'click', words: ({ value }) => ({ words: given(value['kind'], value['source'], value['name']) }) },
  { id: 'import.answer', verb: '导入 回答', once: 'click', words: ({ value, form }) => ({ words: given(value['import']), options: options(Object.fromEntries(Object.entries(form).map(([name, said]) => [name, text(said)]))) }) },
  about('import.abandon', '导入 放弃', 'import'),
  // annual plan
  about('plan.show', '计划', 'year'),
  about('plan.new', '计划 新建', 'year'),
  about('plan.sheet', '计划 表', 'year'),
  { id: 'plan.submit', verb: '计划 提交', once: 'click', words: ({ value, form }) => ({ words: given(value['year']), options: options({ 理由: text(form['reason']) }) }) },
  about('plan.approve', '计划 同意', 'year'),
  saying('plan.return', '计划 退回', 'year', 'reason'),
  about('plan.file-form', '计划 备案', 'year'),
  { id: 'plan.file', verb: '计划 备案', once: 'click', words: ({ value, form }) => ({ words: given(value['year']), options: options({ 机关: text(form['to']), 文号: text(form['number']), 日期: text(form['on']) }) }) },
  about('plan.publish-form', '计划 公开', 'year'),
  { id: 'plan.publish', verb: '计划 公开', once: 'click', words: ({ value, form }) => ({ words: given(value['year'], text(form['url'])), options: options({ 日期: text(form['on']) }) }) },
  // rosters through the year
  { id: 'roster.page', verb: '名录', once: 'click', words: ({ value: { roster = '', text: typed = '', ...options } }) => ({ words: given(roster, ...typed.split(' ')), options }) },
  { id: 'roster.diff', verb: '名录 差异', once: 'click', words: ({ value }) => ({ words: given(value['task']) }) },
  about('roster.verify', '名录 核查', 'section'),
  { id: 'coverage.show', verb: '覆盖', once: 'click', words: () => ({ words: [] }) },
  { id: 'people.expiring', verb: '人员 到期', once: 'click', words: () => ({ words: [] }) },
  { id: 'leave.approve', verb: '请假 同意', once: 'click', words: ({ value }) => ({ words: given(value['inspector'], value['from']), rest: given(value['inspector'], value['from']).join(' ') }) },
  { id: 'leave.refuse', verb: '请假 不同意', once: 'click', words: ({ value, form }) => ({ words: given(value['inspector'], value['from']), rest: given(value['inspector'], value['from'], text(form['reason'])).join(' ') }) },
  { id: 'key.suggest', verb: '重点对象 建议', once: 'click', words: () => ({ words: [] }) },
  { id: 'key.evidence', verb: '重点对象 证据', once: 'click', words: ({ value }) => ({ words: given(value['target']), options: options({ 文件: value['sha256'] ?? '', 大小: value['bytes'] ?? '', 名称: value['name'] ?? '' }) }) },
  about('key.show', '重点对象 审批', 'target'),
  about('key.approve', '重点对象 同意', 'target'),
  saying('key.refuse', '重点对象 不同意', 'target', 'reason'),
  // task
  { id: 'task.form', verb: '任务 新建', once: 'click', words: () => ({ words: [] }) },
  {
    id: 'task.create', verb: '任务 新建', once: 'card',
    words: ({ value, form }) => ({
      words: [],
      options: options({
        名称: text(form['name']), 发起: text(form['section']), 配合: text(form['cooperating']), 事项: text(form['items']), 行业: text(form['industry']), 区域: text(form['region']),
        比例: text(form['ratio']), 重点: text(form['key']), 每组: text(form['team']), 开始: text(form['from']), 截止: text(form['to']), 来源: text(form['source']),
        不宜告知: text(form['noNotice']), 理由: text(form['reason']), 表单: value['form'] ?? '',
      }),
    }),
  },
  about('roster.show', '两库', 'task'),
  about('roster.confirm', '确认名录', 'task'),
  saying('roster.question', '名录 问题', 'task', 'what'),
  about('draw.preview', '预览', 'task'),
  about('check.show', '审批', 'task'),
  { id: 'check.approve', verb: '审批', once: 'click', words: ({ value }) => ({ words: given(value['task'], '同意') }) },
  { id: 'check.return', verb: '审批', once: 'click', words: ({ value, form }) => ({ words: given(value['task'], '退回', text(form['reason'])) }) },
  { id: 'draw.preview-list', verb: '预览', once: 'click', words: ({ value }) => ({ words: given(value['task'], '名单') }) },
  about('draw.trial', '试抽', 'task'),
  { id: 'task.change', verb: '任务 修改', once: 'click', words: ({ value }) => ({ words: given(value['task']), options: options({ [value['key'] ?? '']: value['to'] ?? '' }) }) },
  about('task.dispatch', '派发', 'task'),
  // draw
  about('draw.open-form', '抽取', 'task'),
  { id: 'draw.open', verb: '抽取', once: 'click', words: ({ value, form }) => ({ words: given(value['task']), options: options({ 见证: text(form['witness']), 公开数: text(form['source']), 期号: text(form['issue']), 日期: text(form['date']), 理由: text(form['reason']), 表单: value['form'] ?? '' }) }) },
  about('draw.witness-form', '投入', 'task'),
  saying('draw.submit', '投入', 'task', 'text'),
  saying('draw.decline', '不予见证', 'task', 'reason'),
  saying('draw.public', '公开数', 'task', 'text'),
  about('draw.public-form', '公开数', 'task'),
  about('draw.public-confirm', '核对公开数', 'task'),
  saying('draw.public-reject', '公开数不符', 'task', 'reason'),
  about('draw.attest', '确认结果', 'task'),
  saying('draw.object', '异议', 'task', 'reason'),
  about('draw.decide-form', '裁定', 'task'),
  { id: 'draw.decide', verb: '裁定', once: 'click', words: ({ value, form }) => ({ words: given(value['task'], text(form['verdict']), text(form['reason'])) }) },
  about('draw.lock', '锁定', 'task'),
  about('task.sheet', '结果表', 'task'),
  about('task.recheck', '复核', 'task'),
  { id: 'merge.visits', verb: '合并', once: 'click', words: ({ value }) => ({ words: given(...(value['visits'] ?? '').split(' ')), options: options({ 日期: value['on'] ?? '' }) }) },
  about('fairness.show', '公平性', 'period'),
  { id: 'fairness.export', verb: '导出', once: 'click', words: ({ value }) => ({ words: given('公平性', value['period']) }) },
  // visits
  about('assignment.accept', '接受', 'inspection'),
  { id: 'assignment.accept-all', verb: '接受', once: 'click', words: () => ({ words: ['全部'] }) },
  { id: 'substitution.form', verb: '更换', once: 'click', words: ({ value }) => ({ words: given(value['inspection']), options: options({ 表单: 'open', 原因: value['reason'] ?? '' }) }) },
  {
    id: 'substitution.request', verb: '更换', once: 'click',
    words: ({ value, form }) => ({ words: given(value['inspection']), options: options({ 人员: value['inspector'] ?? '', 原因: text(form['reason']), 说明: text(form['text']), 表单: value['form'] ?? '' }) }),
  },
  about('substitution.show', '同意更换', 'substitution'),
  { id: 'substitution.approve', verb: '同意更换', once: 'click', words: ({ value, form }) => ({ words: given(value['substitution'], text(form['pick'])) }) },
  saying('substitution.refuse', '不同意', 'substitution', 'reason'),
  { id: 'way.form', verb: '出路', once: 'click', words: ({ value }) => ({ words: given(value['substitution']), options: options({ 办法: value['way'] ?? '' }) }) },
  {
    id: 'way.borrow', verb: '借调', once: 'click',
    words: ({ value, form }) => ({
      words: given(value['substitution']),
      options: options({ 姓名: text(form['name']), 单位: text(form['unit']), 执法证: text(form['certificate']), 有效期: text(form['until']), 借调函: text(form['letter']), 利害关系: text(form['cleared']), 代组长: text(form['acting']), 理由: text(form['reason']), 表单: value['form'] ?? '' }),
    }),
  },
  { id: 'way.reassign', verb: '改由', once: 'click', words: ({ value, form }) => ({ words: given(value['substitution']), options: options({ 科室: text(form['section']), 人员: text(form['named']), 理由: text(form['reason']), 表单: value['form'] ?? '' }) }) },
  { id: 'way.postpone', verb: '延期', once: 'click', words: ({ value, form }) => ({ words: given(value['substitution']), options: options({ 开始: text(form['from']), 截止: text(form['to']), 理由: text(form['reason']), 表单: value['form'] ?? '' }) }) },
  about('way.approve', '出路 同意', 'substitution'),
  saying('way.refuse', '出路 不同意', 'substitution', 'reason'),
  about('round.show', '递补见证', 'substitution'),
  saying('round.submit', '递补见证', 'substitution', 'text'),
  saying('round.public', '公开数', 'substitution', 'text'),
  about('round.public-confirm', '核对公开数', 'substitution'),
  saying('round.public-reject', '公开数不符', 'substitution', 'reason'),
  about('substitution.detail', '更换 说明', 'substitution'),
  about('substitution.evidence', '更换 证明', 'substitution'),
  // telling the object
  about('notice.form', '通知', 'inspection'),
  {
    id: 'notice.issue', verb: '通知', once: 'click',
    words: ({ value, form }) => ({ words: given(value['inspection'], text(form['on']), text(form['part'])), options: options({ 材料: text(form['materials']).replace(/[\s,，；;]+/g, '、'), 地点: text(form['place']), 协助: text(form['assistants']), 表单: value['form'] ?? '' }) }),
  },
  about('notice.print', '通知 文书', 'inspection'),
  { id: 'notice.delivery-form', verb: '告知 登记', once: 'click', words: ({ value }) => ({ words: given(value['inspection'], value['way']) }) },
  {
    id: 'notice.deliver', verb: '告知 登记', once: 'click',
    words: ({ value, form }) => ({ words: given(value['inspection'], value['way'], text(form['time'])), options: options({ 接收人: text(form['receiver']), 日期: text(form['on']), 表单: value['form'] ?? '' }) }),
  },
  // the end of visits, publication, time
  about('visit.finish-form', '结束', 'inspection'),
  {
    id: 'visit.finish', verb: '结束', once: 'click',
    words: ({ value, form }) => ({ words: given(value['inspection']), options: options({ 日期: text(form['on']), 结果: text(form['outcomes']), 结果日期: text(form['resultOn']), 说明: text(form['text']), 表单: value['form'] ?? '' }) }),
  },
  { id: 'evidence.file', verb: '证据', once: 'click', words: ({ value }) => ({ words: given(value['inspection']), options: options({ 文件: value['sha256'] ?? '', 大小: value['bytes'] ?? '', 名称: value['name'] ?? '' }) }) },
  { id: 'evidence.attach', verb: '证据', once: 'click', words: ({ value }) => ({ words: given(value['to']), options: options({ 令牌: value['token'] ?? '', 大小: value['bytes'] ?? '', 名称: value['name'] ?? '' }) }) },
  about('deadline.show', '期限', 'task'),
  about('disclosure.form', '公示 登记', 'task'),
  {
    id: 'disclosure.register', verb: '公示 登记', once: 'click',
    words: ({ value, form }) => ({ words: given(value['task']), options: options({ 网址: text(form['url']), 日期: text(form['on']), 渠道: text(form['channels']), 逾期原因: text(form['reason']), 表单: value['form'] ?? '' }) }),
  },
  about('disclosure.explain-form', '逾期原因', 'task'),
  { id: 'disclosure.explain', verb: '逾期原因', once: 'click', words: ({ value, form }) => ({ words: given(value['task'], text(form['reason']).replace(/\s+/g, ' ')), options: options({ 表单: value['form'] ?? '' }) }) },
  about('task.reschedule-form', '任务 改期', 'task'),
  {
    id: 'task.reschedule', verb: '任务 改期', once: 'click',
    words: ({ value, form }) => ({ words: given(value['task']), options: options({ 抽取日: text(form['on']), 抽取时间: text(form['time']), 理由: text(form['reason']), 表单: value['form'] ?? '' }) }),
  },
  {
    id: 'calendar.import', verb: '日历 写入', once: 'click',
    words: ({ value, form }) => ({ words: given(value['year']), options: options({ 文号: text(form['notice']), 休: value['off'] ?? '', 班: value['on'] ?? '', 表单: value['form'] ?? '' }) }),
  },
  // looking
  about('help.topic', '帮助', 'topic'),
  about('way.explain', '帮助', 'verb'),
  { id: 'mine.show', verb: '我的', once: 'click', words: () => ({ words: [] }) },
];

const BY_ID: ReadonlyMap<string, Action> = new Map(ACTIONS.map((action) => [action.id, action]));

export const actionNamed = (id: string): Action | null => BY_ID.get(id) ?? null;
