/** Example rows of the forms; invented, with codes whose check digits hold. */
import type { RosterKind } from '../events.ts';

type Example = Readonly<Record<string, string>>;

export const EXAMPLES: Readonly<Record<RosterKind, readonly Example[]>> = {
  targets: [
    {
      name: '示例市启明教育培训有限公司', kind: '企业', code: '91350100M000100Y43', legalRepresentative: '张示例', contact: '李示例', phone: '13800000000', address: '示例市示例区示例街道学府路1号',
      town: '示例街道', industry: '教育', subjectType: '有限责任公司', scale: '小型', section: '职成教科', items: 'JY-001、JY-002', status: '存续', statusCheckedOn: '2026-08-31', credit: 'B', key: '否',
    },
    {
      name: '示例村卫生室', kind: '场所', ownCode: 'QT-371082-0001', address: '示例市示例区示例镇示例村', town: '示例镇', industry: '卫生', subjectType: '其他', section: '综合科', items: 'WS-001', status: '存续', statusCheckedOn: '2026-08-31',
      key: '是', keyTriggers: '投诉举报多且查实', keySince: '2026-03-01', keyEvidence: '2026 年 2 月查实投诉 4 件',
    },
  ],
  inspectors: [
    { name: '刘示例', gender: '男', unit: '示例区教育局', section: '职成教科', position: '四级主任科员', certificate: '37100012345', issuer: '示例省人民政府', certificateUntil: '2028-06-30', certified: '是', category: '执法公务员', specialties: '校外培训、消防', items: 'JY-001', mayLead: '是', phone: '13800000001', status: '在岗' },
    { name: '陈示例', gender: '女', unit: '示例区教育局', section: '综合科', position: '科员', staffNumber: 'RY-012', certified: '否', category: '日常监管人员', specialties: '财务', mayLead: '否', phone: '13800000002', status: '在岗' },
  ],
  items: [
    { code: 'JY-001', field: '校外培训监管', name: '校外培训机构办学行为检查', kind: '重点', basis: '《中华人民共和国民办教育促进法》第四十一条', enforcer: '示例区教育局', subject: '示例区教育局', content: '办学许可、收费公示、教师资格、安全管理', methods: '现场', scope: '校外培训机构', ratio: '不低于10%', frequency: '每年1次', statutory: '否', section: '职成教科', cooperating: '区市场监管局', level: '县级', joint: '是', status: '有效' },
    { code: 'JY-002', field: '学校安全', name: '学校食堂食品安全检查', kind: '一般', basis: '《学校食品安全与营养健康管理规定》第六条', subject: '示例区教育局', content: '进货查验、留样、从业人员健康证', methods: '现场、检测', scope: '各级各类学校', ratio: '5%', frequency: '每年2次', section: '综合科', status: '有效' },
  ],
};
