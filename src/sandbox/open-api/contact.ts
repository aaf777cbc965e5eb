/**
 * The address book, inside the app's visible range and scopes only, https://open.feishu.cn/document/server-docs/contact-v3/resources.
 */
import type { JsonObject } from '../control-types.ts';
import { ApiRefusal, fieldViolation } from '../world/errors.ts';
import { ID_SHAPE } from '../world/ids.ts';
import { isStrings } from '../world/json.ts';
import type { PersonRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { requireScope } from './receivers.ts';
import { paginate } from './request.ts';
import type { ApiAnswer, ApiRequest, Route } from './request.ts';

const isInRange = (person: PersonRecord): boolean => person.visible && !person.external;
const granted = (world: World, scope: string): boolean => world.settings.switches.scopes.includes(scope);

const userShape = (world: World, person: PersonRecord): JsonObject => ({
  open_id: person.openId, union_id: person.unionId,
  ...(granted(world, 'contact:user.employee_id:readonly') ? { user_id: person.userId } : {}),
  ...(granted(world, 'contact:user.phone:readonly') ? { mobile: person.mobile, mobile_visible: true } : {}),
  ...(granted(world, 'contact:user.email:readonly') ? { email: person.email } : {}),
  ...(granted(world, 'contact:user.base:readonly') ? { name: person.name, en_name: '', avatar: {}, is_tenant_manager: false } : {}),
  ...(granted(world, 'contact:user.department:readonly') || granted(world, 'contact:contact.base:readonly') ? { department_ids: person.departments, job_title: person.jobTitle } : {}),
  status: { is_frozen: false, is_resigned: person.resigned, is_activated: true, is_exited: false, is_unjoin: false },
});

/** @returns the person by the id type asked for */
const personBy = (world: World, type: string, id: string): PersonRecord | undefined => {
  if (type === 'user_id') requireScope(world, 'contact:user.employee_id:readonly');
  if (type === 'open_id') return world.people.get(id);
  return [...world.people.all()].find((person) => (type === 'union_id' ? person.unionId : person.userId) === id);
};
const idType = (query: URLSearchParams): string => {
  const type = query.get('user_id_type') ?? 'open_id';
  if (!['open_id', 'union_id', 'user_id'].includes(type)) throw fieldViolation('user_id_type', 'must be open_id, union_id or user_id');
  return type;
};

const user = ({ world, params, query }: ApiRequest): ApiAnswer => {
  const id = params['user_id'] ?? '';
  const type = idType(query);
  if (type === 'open_id' && !ID_SHAPE.open.test(id)) throw new ApiRefusal(41012, 'user id invalid error');
  for (const other of world.people.all()) if (other.otherAppOpenId === id) throw new ApiRefusal(99992361, 'open_id cross app: the open_id belongs to another app.');
  const person = personBy(world, type, id);
  if (person === undefined) throw new ApiRefusal(99992351, 'The request you send is not a valid {open_id} or not exists, example value is ou_…');
  if (!isInRange(person)) throw new ApiRefusal(41050, 'no user authority error');
  return { data: { user: userShape(world, person) } };
};

const batch = ({ world, query }: ApiRequest): ApiAnswer => {
  const ids = query.getAll('user_ids');
  if (ids.length === 0 || ids.length > 50) throw fieldViolation('user_ids', 'must have 1..50 ids');
  const type = idType(query);
  return { data: { items: ids.flatMap((id) => personBy(world, type, id) ?? []).filter(isInRange).map((person) => userShape(world, person)) } };
};

const byMobile = ({ world, query, body }: ApiRequest): ApiAnswer => {
  const mobiles = body['mobiles'] ?? [];
  const emails = body['emails'] ?? [];
  if (!isStrings(mobiles) || mobiles.length > 50) throw fieldViolation('mobiles', 'must have at most 50 numbers');
  if (!isStrings(emails) || emails.length > 50) throw fieldViolation('emails', 'must have at most 50 addresses');
  if (mobiles.length + emails.length === 0) throw fieldViolation('mobiles', 'or emails is required');
  const type = idType(query);
  if (type === 'user_id') requireScope(world, 'contact:user.employee_id:readonly');
  const found = [...world.people.all()].filter((person) => isInRange(person) && (!person.resigned || body['include_resigned'] === true));
  const entry = (field: 'mobile' | 'email', value: string): JsonObject => {
    const same = (mobile: string): string => mobile.replace(/^\+86/, '');
    const person = found.find((one) => (field === 'mobile' ? same(one.mobile) === same(value) : one.email === value));
    if (person === undefined) return { [field]: value };
    const id = type === 'union_id' ? person.unionId : type === 'user_id' ? person.userId : person.openId;
    return { user_id: id, [field]: value, status: { is_frozen: false, is_resigned: person.resigned, is_activated: true, is_exited: false, is_unjoin: false } };
  };
  return { data: { user_list: [...mobiles.map((value) => entry('mobile', value)), ...emails.map((value) => entry('email', value))] } };
};

const departmentShape = (world: World, { id, name }: { readonly id: string; readonly name: string }): JsonObject => ({
  name, open_department_id: id, department_id: id.slice(3, 19), parent_department_id: '0', leader_user_id: '', order: '0', unit_ids: [],
  member_count: [...world.people.all()].filter((person) => person.departments.includes(id)).length, status: { is_deleted: false }, leaders: [],
});
const known = (world: World, id: string): { readonly id: string; readonly name: string } => {
  const department = id === '0' ? { id: '0', name: world.tenantName } : world.departments.find((one) => one.id === id);
  if (department === undefined) throw new ApiRefusal(40004, 'no dept authority error', { status: 403 });
  return department;
};
const findByDepartment = (request: ApiRequest): ApiAnswer => {
  const { world, query } = request;
  const { id } = known(world, query.get('department_id') ?? '');
  const page = paginate(request, [...world.people.all()].filter((person) => isInRange(person) && !person.resigned && person.departments.includes(id)), 50, new ApiRefusal(40011, 'page size is invalid'));
  return { data: { items: page.items.map((person) => userShape(world, person)), has_more: page.hasMore, page_token: page.pageToken } };
};
const department = ({ world, params }: ApiRequest): ApiAnswer => ({ data: { department: departmentShape(world, known(world, params['department_id'] ?? '')) } });
const children = (request: ApiRequest): ApiAnswer => {
  const { world, params } = request;
  const inside = known(world, params['department_id'] ?? '').id === '0' ? world.departments : [];
  const page = paginate(request, inside, 50, new ApiRefusal(40011, 'page size is invalid'));
  return { data: { items: page.items.map((one) => departmentShape(world, one)), has_more: page.hasMore, page_token: page.pageToken } };
};

const people = ['contact:contact.base:readonly', 'contact:contact:readonly', 'contact:contact:readonly_as_app'];
const departments = ['contact:department.base:readonly', 'contact:contact:readonly', 'contact:contact:readonly_as_app'];
export const contactRoutes: readonly Route[] = [
  { method: 'POST', path: '/open-apis/contact/v3/users/batch_get_id', scopes: ['contact:user.id:readonly'], run: byMobile },
  { method: 'GET', path: '/open-apis/contact/v3/users/batch', scopes: people, run: batch },
  { method: 'GET', path: '/open-apis/contact/v3/users/find_by_department', scopes: people, run: findByDepartment },
  { method: 'GET', path: '/open-apis/contact/v3/users/{user_id}', scopes: people, run: user },
  { method: 'GET', path: '/open-apis/contact/v3/departments/{department_id}', scopes: departments, run: department },
  { method: 'GET', path: '/open-apis/contact/v3/departments/{department_id}/children', scopes: departments, run: children },
];
