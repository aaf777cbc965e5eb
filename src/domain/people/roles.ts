/**
 * The roles of a bureau (domain rules: 宝丰 2, 威海 九/十三/十九, 福州 三(四)); one human may hold several in a small bureau.
 */
export const ROLES = ['administrator', 'clerk', 'section-head', 'deputy', 'leader', 'inspector', 'supervisor', 'liaison'] as const;
export type Role = (typeof ROLES)[number];

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  administrator: '系统管理员',
  clerk: '经办人',
  'section-head': '科室负责人',
  deputy: '分管负责人',
  leader: '主要负责人',
  inspector: '执法检查人员',
  supervisor: '监督员',
  liaison: '联络员',
};
