/**
 * Nothing is ever deleted (全程留痕): for everything somebody might want gone or different, the lawful act that puts it right.
 *
 * A table, first fit wins; what is typed behind 「删除」 is matched by the words staff use for a thing. Every way is a verb of
 * the table of commands, with an example that can be typed as it stands.
 */
import type { Operation } from '../domain/people/permissions.ts';

export interface Way {
  /** The verb that puts it right. */
  readonly verb: string;
  /** How to type it. */
  readonly typed: string;
  readonly what: string;
  readonly by: Operation | null;
}
export interface Lawful {
  /** What it is called in the answer. */
  readonly thing: string;
  readonly words: RegExp;
  /** Why it stays, where the general sentence does not say it. */
  readonly because?: string;
  readonly ways: readonly Way[];
}

const way = (verb: string, typed: string, what: string, by: Operation | null): Way => ({ verb, typed, what, by });

export const TARGET_WAYS = (name: string): readonly Way[] => [
  way('名录 停用', `名录 停用 ${name} 状态=注销 理由=9月1日已注销`, '停用：以后不再抽到，以前的检查照旧可查', 'roster.edit'),
  way('名录 启用', `名录 启用 ${name} 理由=登记有误`, '停用错了：再启用', 'roster.edit'),
];
export const PERSON_WAYS = (name: string): readonly Way[] => [
  way('名录 停用', `名录 停用 人员 ${name} 理由=调离`, '停用名录中的人员：以后不再抽到', 'roster.edit'),
  way('交接', `交接 ${name} 李建国`, '岗位和未完成的检查交给接手人', null),
  way('解绑', `解绑 ${name}`, '解除账号绑定：不能再办理，做过的事留着', 'people.bind'),
];

/** Of one visit: its object stays, its people may be replaced, its end may be said again. */
export const VISIT_WAYS = (visit: string): readonly Way[] => [
  way('更换', `更换 ${visit} 张伟 健康 住院`, '检查人员去不了：申请更换', 'substitution.request'),
  way('结束', `结束 ${visit} 日期=9.16 结果=06`, '对象注销、迁出、联系不上：到期以结果代码和证据办结', 'visit.finish'),
  way('结束 撤销', `结束 撤销 ${visit} 日期填错`, '检查结束登记错了：撤销后重新登记', 'visit.finish'),
];

/** Of a task, by how far it is; see taskWays. */
export const TASK_WAYS = {
  withdraw: (task: string): Way => way('任务 撤销', `任务 撤销 ${task} 重复建立`, '还没有抽取：撤销任务', 'task.create'),
  change: (task: string): Way => way('任务 修改', `任务 修改 ${task} 比例=8%`, '还没有抽取：改设置', 'task.create'),
  voidDraw: (task: string): Way => way('作废', `作废 ${task} 名单有误`, '抽了还没有锁定：作废这次抽取，再抽会注明次数和理由', 'draw.void'),
  object: (task: string): Way => way('异议', `异议 ${task} 大屏显示与名单不一致`, '对结果有异议：先提出，由分管负责人裁定', 'draw.object'),
  voidTask: (task: string): Way => way('任务 作废', `任务 作废 ${task} 上级通知暂停涉企检查`, '已经锁定：整任务作废，名单和抽取过程仍可查', 'task.void'),
} as const;

export const LAWFUL: readonly Lawful[] = [
  { thing: '日志和留痕', words: /日志|留痕|记录|历史/, because: '日志只增不改，逐条带前一条的指纹，删一条后面的就对不上了', ways: [way('日志', '日志 7', '看一件事的全过程；记错了按那件事自己的办法更正', 'log.see')] },
  { thing: '聊天消息', words: /消息|聊天|卡片/, because: '消息撤回了，办过的事仍然有效', ways: [way('我的', '我的', '旧卡片随时可用「我的」取新的', null)] },
  { thing: '导入的名录', words: /导入|^imp-|名录|名单|excel|表格/i, ways: [
    way('撤回导入', '撤回导入 对象', '最近一次导入有误：整次撤回', null),
    way('名录 停用', '名录 停用 启明培训 状态=注销 理由=9月1日已注销', '只有一两行不对：停用那一行', 'roster.edit'),
    way('导入', '导入', '内容改了：把改好的 .xlsx 再发一次，按代码更新', null),
  ] },
  { thing: '抽查事项', words: /事项|清单/, ways: [way('导入', '导入', '把该事项的状态改为「废止」后重新导入清单，由科室负责人复核', null), way('撤回导入', '撤回导入 事项', '最近一次导入有误：整次撤回', null)] },
  { thing: '年度计划', words: /计划/, ways: [
    way('计划 调整', '计划 调整 2027-12 比例=8% 理由=上级专项', '改一行：写明理由，重新提交审批，旧版保留', 'plan.draft'),
    way('计划 退回', '计划 退回 2027 请补齐 A07', '正在审批的：由审批人退回', 'plan.approve'),
  ] },
  { thing: '利害关系登记', words: /利害|回避/, ways: [way('利害关系 撤销', '利害关系 撤销 张伟 启明培训 配偶已离职', '撤销登记，写明理由，监督员会知道', 'interest.register')] },
  { thing: '请假', words: /请假|休假/, ways: [way('销假', '销假 吴静', '不请了或提前回来：销假', 'leave.register')] },
  { thing: '授权', words: /授权|委托/, ways: [way('授权 撤回', '授权 撤回 3', '提前结束授权，已经以「代」签署的不受影响', 'delegation.grant')] },
  { thing: '重点对象', words: /重点/, ways: [way('重点对象 移出', '重点对象 移出 启明培训 依据=已移出经营异常名录', '提出移出，由分管负责人审批', 'key.propose')] },
  { thing: '更换申请', words: /更换|换人|^sub/i, ways: [way('不同意', '不同意 SUB2026-019 本人已能到岗', '不再需要更换：由审批人写明理由退回', 'substitution.approve')] },
  { thing: '日历', words: /日历|放假|节假日/, ways: [way('日历 加', '日历 加 2026-11-25 上班 原因=调休', '登记本地停工或上班；国务院通知改了，就重新导入当年的', 'calendar.change')] },
  { thing: '规则', words: /规则|期限|下限|上限|时限/, ways: [way('规则 修改', '规则 修改 公示期限=15 依据=本局实施细则第七条', '提出新的数值，批准后对今后的任务生效', 'rules.propose')] },
  { thing: '公示登记', words: /公示|网址|公开/, ways: [way('公示 撤销登记', '公示 撤销登记 7 网址填错', '撤销登记后重新登记；网站上的内容请按网站的程序更正', 'disclosure.register')] },
  { thing: '检查结果', words: /结束|检查结果|结果登记/, ways: [way('结束 撤销', '结束 撤销 7-1 日期填错', '还没有公示：由组长撤销后重新登记', 'visit.finish')] },
  { thing: '检查通知书', words: /通知/, ways: [way('通知', '通知 7-1 9月16日 上午', '重新生成一份，编号注明此前的作废', 'notice.issue')] },
  { thing: '证据', words: /证据|照片|图片|附件|材料/, because: '证据归档保存，归错了也不取走', ways: [way('证据', '证据', '把正确的文件再发一次，归入正确的一户', null), way('结束 撤销', '结束 撤销 7-1 证据归错', '检查已登记结束的：撤销登记，在说明里写清楚', 'visit.finish')] },
  { thing: '表样', words: /表样|模板/, ways: [way('模板 恢复', '模板 恢复 抽取结果表', '恢复内置表样', 'template.set')] },
  { thing: '工作群', words: /本群|群/, ways: [way('解绑 本群', '解绑 本群', '机器人不再在本群办事', 'people.bind')] },
  { thing: '科室', words: /科室|部门/, because: '以前的任务、名录都记着科室的名字', ways: [way('科室 新增', '科室 新增 卫生健康科', '机构改革：新增新科室，把人和名录改到新科室', 'people.bind')] },
  { thing: '绑定', words: /绑定|账号/, ways: [way('解绑', '解绑 张伟', '解除账号绑定', 'people.bind'), way('绑定 退回', '绑定 退回 王敏', '还没有确认的申请：退回', 'people.bind')] },
];

/** What the words behind 「删除」 are about; null when they name no kind of thing. */
export const lawfulFor = (said: string): Lawful | null => LAWFUL.find(({ words }) => words.test(said.normalize('NFKC'))) ?? null;
