/**
 * Who is in a simulated tenant: departments, people, groups. The default is a fictional district bureau.
 *
 * A tenant is plain data so that tests can bring their own (a thousand people, other groups). Ids are not part of it: they follow from
 * the seed and the person's place in the list, so a longer list never changes the ids of those before.
 */
export interface TenantSpec {
  readonly name: string;
  readonly bot: string;
  readonly departments: readonly string[];
  readonly people: readonly PersonSpec[];
  readonly groups: readonly GroupSpec[];
}
export interface PersonSpec {
  readonly name: string;
  readonly jobTitle: string;
  readonly departments: readonly string[];
  /** `ou_` and 32 hexadecimal digits; absent = derived from the place in the list. */
  readonly openId?: string;
  /** Mainland number; absent = derived from the place in the list, in a range that is never assigned. */
  readonly mobile?: string;
  /** Of another tenant: can be in groups, cannot be reached by the bot directly. */
  readonly external?: boolean;
}
export interface GroupSpec {
  readonly name: string;
  /** Names, or 'all' for everybody of the tenant. */
  readonly members: readonly string[] | 'all';
  readonly bot: boolean;
}

const person = (name: string, department: string, jobTitle: string): PersonSpec => ({ name, jobTitle, departments: [department] });

export const LINHAI: TenantSpec = {
  name: '临海区教育和卫生健康局',
  bot: '双随机助手',
  departments: ['局领导', '综合科', '教育科', '卫健科', '派驻纪检组', '信息中心', '市场监管局'],
  people: [
    person('王敏', '综合科', '经办人'),
    person('李建国', '综合科', '科长'),
    person('赵红', '教育科', '科长'),
    person('陈志远', '局领导', '副局长'),
    person('周正', '局领导', '局长'),
    person('孙岩', '派驻纪检组', '监督员'),
    person('郑凯', '市场监管局', '联络员'),
    person('张伟', '教育科', '执法人员'),
    person('刘洋', '教育科', '执法人员'),
    person('黄丽', '卫健科', '执法人员'),
    person('马超', '卫健科', '执法人员'),
    person('吴静', '卫健科', '执法人员'),
    person('赵强', '教育科', '执法人员'),
    person('李娜', '卫健科', '执法人员'),
    person('王磊', '教育科', '执法人员'),
    person('何涛', '信息中心', '系统管理员'),
    { name: '钱进', jobTitle: '外部联系人', departments: [], external: true },
  ],
  groups: [
    { name: '双随机工作群', members: 'all', bot: true },
    { name: '公示联络群', members: ['王敏', '李建国', '孙岩', '钱进'], bot: true },
  ],
};
