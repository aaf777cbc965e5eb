/** Columns of 利害关系登记表 as it is filled in (domain notes 7.3b). */
import { choice, column } from './column.ts';
import type { Column } from './column.ts';

export const INTEREST_COLUMNS: readonly Column[] = [
  column('person', '人员', 'needed', 'text', { help: '与执法检查人员名录库同名；有重名的填执法证号' }),
  column('certificate', '执法证号', 'optional', 'code', { mask: 'tail', help: '没有执法证的填人员编号' }),
  column('target', '对象', 'needed', 'text', { help: '与检查对象名录库同名；有重名的填代码' }),
  column('code', '统一社会信用代码', 'optional', 'code', { help: '没有的填其他代码' }),
  choice('relation', '关系类型', 'expected', ['近亲属', '持股', '任职', '曾任职五年内', '其他'], { mask: 'hidden', help: '也可以不用下拉，自己写明' }),
  column('until', '有效期', 'optional', 'text', { help: '长期，或最后一天，例如 2027-12-31；留空为长期' }),
];
