/**
 * Cards of the first run: each says the one next step, and can be answered by its button, its form, or a typed line.
 */
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import type { Role } from '../../domain/people/roles.ts';
import type { RosterKind } from '../../domain/events.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { PRESETS } from '../../domain/rules/presets.ts';
import { PRESET_IDS } from '../../domain/rules/rule-set.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

const PURPOSE = '「双随机、一公开」抽查助手：在工作群里公开抽取、锁定、派发，全程留痕、可复核。';

export const claimCard = (isPrivate: boolean): Card => ({
  title: '欢迎使用 · 第 1 步 指定系统管理员',
  tone: 'info',
  summary: '请用管理员代码完成首次设置',
  body: isPrivate
    ? `${PURPOSE}\n请把服务启动时控制台上打印的一次性管理员代码发给我，例如：\n**绑定 管理员 ABCD-EFGH 王敏**`
    : `${PURPOSE}\n首次使用，请负责部署的同志**私聊我**发送：绑定 管理员 代码`,
  note: '代码只能用一次；兑换的人成为系统管理员，只管绑定，不参与抽取和审批。',
});

export const waitCard = (administrator: string, isAdministrator: boolean): Card => ({
  title: '正在设置 · 第 2 步 建立单位',
  tone: 'info',
  summary: '单位还没有建立',
  body: isAdministrator ? '请**私聊我**发送：单位 新建' : `系统管理员 ${plain(administrator)} 正在设置单位，请稍后再来。`,
});

export const unitFormCard = (): Card => ({
  title: '第 2 步 建立单位',
  tone: 'info',
  summary: '请填写单位名称、科室和采用的规则',
  body: '填写后点「建立」。也可以打字：\n**单位 新建 临海区教育和卫生健康局 规则=威海临港 科室=综合科,教育科**',
  form: {
    fields: [
      { name: 'name', label: '单位名称', type: 'text', required: true, hint: '例如：临海区教育和卫生健康局' },
      { name: 'sections', label: '科室（用逗号隔开）', type: 'text', required: true, hint: '例如：综合科,教育科,卫生健康科' },
      { name: 'preset', label: '采用的规则', type: 'select', required: true, initial: 'weihai-lg', options: PRESET_IDS.map((id) => ({ value: id, text: `${PRESETS[id].title}（${PRESETS[id].basis}）` })) },
    ],
    submit: { id: 'unit.create', label: '建立', style: 'primary' },
  },
  note: '规则决定比例下限、年度上限、是否分两步抽取等，之后可发送「规则」查看，每项都注明依据。',
});

export const groupCard = (isAdministrator: boolean, administrator: string): Card => ({
  title: '第 3 步 绑定工作群',
  tone: 'info',
  summary: '请把工作群绑定到单位',
  body: isAdministrator
    ? '公开抽取在工作群里进行。请把我拉进工作群，在群里@我发送：**绑定 本群**'
    : `本群还没有绑定单位，请系统管理员 ${plain(administrator)} 在本群@我发送：**绑定 本群**`,
  note: '有外部人员的群只会收到公开内容。',
});

export const peopleCard = (missing: readonly Role[]): Card => ({
  title: '第 4 步 绑定人员',
  tone: 'info',
  summary: `还缺：${missing.map((role) => ROLE_NAMES[role]).join('、')}`,
  body:
    `还没有：${missing.map((role) => ROLE_NAMES[role]).join('、')}。两种办法：\n` +
    '① 请大家各自私聊我发送「绑定 姓名 科室」，您会收到确认卡，选定角色即可；\n' +
    '② 您在群里@我，一行一人：\n**绑定 @王敏 综合科 经办人**\n**@李建国 综合科 科室负责人**\n**@马超 教育科 执法检查人员 执法证=ZF0001**',
  note: '抽取人与见证人、申请人与审批人不能是同一人。',
});

const TEMPLATE_LABELS: Readonly<Record<RosterKind, string>> = { items: '事项清单模板', targets: '检查对象模板', inspectors: '执法人员模板' };

/** @param missing the lists that are not there yet */
export const rostersCard = (missing: readonly RosterKind[]): Card => ({
  title: '第 5 步 导入一单两库',
  tone: 'info',
  summary: `还缺：${missing.map((roster) => ROSTER_NAMES[roster]).join('、')}`,
  body: `还缺：**${missing.map((roster) => ROSTER_NAMES[roster]).join('、')}**。把 .xlsx 依次拖进这个聊天窗口即可，不必打字；没有表格可先取空表：`,
  actions: missing.map((roster) => ({ id: 'template.send', label: TEMPLATE_LABELS[roster], value: { roster } })),
  note: '导入后先看预检结果，确认才写入。',
});

export const firstTaskCard = (): Card => ({
  title: '第 6 步 新建抽查任务',
  tone: 'ok',
  summary: '一单两库已齐，可以新建第一个抽查任务',
  body: '一单两库已齐。点下面的按钮填表，或打字：**任务 新建 名称 事项=A03 比例=5% 期限=9.9-9.30**',
  actions: [{ id: 'task.form', label: '新建任务', style: 'primary' }],
  note: '任务建立后，责任科室确认两库，即可在群里公开抽取。',
});

export const bindingFormCard = (unit: string, sections: readonly string[]): Card => ({
  title: '身份绑定',
  tone: 'info',
  summary: '请填写姓名和科室，由系统管理员确认',
  body: `您还没有绑定 ${plain(unit)} 的身份。填写后提交，由系统管理员确认角色。也可以打字：**绑定 王敏 综合科**`,
  form: {
    fields: [
      { name: 'name', label: '姓名', type: 'text', required: true },
      { name: 'section', label: '科室', type: 'select', required: true, options: sections.map((section) => ({ value: section, text: section })) },
      { name: 'certificate', label: '执法证号（执法检查人员填）', type: 'text', hint: '与执法检查人员名录库一致' },
    ],
    submit: { id: 'person.request', label: '提交', style: 'primary' },
  },
});
