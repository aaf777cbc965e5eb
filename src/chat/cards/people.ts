/** Cards about who is who: the administrator's confirmation of a binding, and how it ended. */
import type { BindingRequest, Person } from '../../domain/people/unit.ts';
import { ROLE_NAMES, ROLES } from '../../domain/people/roles.ts';
import type { Role } from '../../domain/people/roles.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

export const bindingRequestCard = (request: BindingRequest): Card => ({
  title: '绑定申请待确认',
  tone: 'info',
  summary: `${request.name}（${request.section}）申请绑定`,
  fields: [
    { label: '姓名', value: request.name },
    { label: '科室', value: request.section },
    { label: '执法证号', value: request.certificate ?? '未填写' },
  ],
  form: {
    fields: [
      { name: 'roles', label: '角色（可多选）', type: 'multiselect', required: true, options: ROLES.filter((role) => role !== 'administrator').map((role) => ({ value: role, text: ROLE_NAMES[role] })) },
      { name: 'inCharge', label: '分管科室（分管负责人填，不填为全部）', type: 'text', hint: '例如：教育科,卫生健康科' },
    ],
    submit: { id: 'person.bind', label: '确认绑定', style: 'primary', value: { request: request.request } },
  },
  actions: [{ id: 'person.refuse', label: '退回', style: 'danger', value: { request: request.request }, confirm: `退回 ${request.name} 的绑定申请？` }],
  note: '请核对账号确为本人。身份以平台账号为准。',
});

export const bindingSettledCard = (name: string, section: string, roles: readonly Role[] | null, at: string): Card => ({
  title: roles === null ? '绑定申请已退回' : '绑定申请已确认',
  tone: 'muted',
  summary: `${name}（${section}）${roles === null ? '已退回' : '已绑定'}`,
  fields: [
    { label: '姓名', value: name },
    { label: '科室', value: section },
    ...(roles === null ? [] : [{ label: '角色', value: roles.map((role) => ROLE_NAMES[role]).join('、') }]),
    { label: '处理时间', value: at },
  ],
});

/** Before somebody is unbound: what nobody can do any more, and what he leaves undone. */
export const leavingCard = ({ id, name, section, roles }: Person, stops: readonly string[], duties: readonly string[]): Card => ({
  title: `解绑前请看清 · ${name}`,
  tone: 'warn',
  summary: `${name}（${section}，${roles.map((role) => ROLE_NAMES[role]).join('、')}）解绑前有 ${String(stops.length + duties.length)} 件事要交代`,
  body: [
    ...(stops.length === 0 ? [] : ['**解绑以后**', ...stops.map((each) => `• ${plain(each)}`)]),
    ...(duties.length === 0 ? [] : ['**还没有办完**', ...duties.map((each) => `• ${plain(each)}`), `请经办人或科室负责人先交接：**交接 ${plain(name)} 接手人**；未检查的各户随交接提出更换`]),
  ].join('\n'),
  actions: [{ id: 'person.unbind', label: '确认解绑', style: 'danger', value: { person: id }, confirm: `确定解绑 ${name}？` }],
  note: `打字：解绑 ${name} 确认。做过的事都留痕，以后还可以重新绑定。`,
});

export const leftCard = ({ name, section }: Person): Card => ({ title: `已解绑 · ${name}`, tone: 'muted', summary: `${name}（${section}）已解绑`, body: `${plain(name)}（${plain(section)}）已解绑，做过的事都留痕。` });
