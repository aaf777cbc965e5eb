/** Pictures of importing: contradictions decided one by one, and a long file on its way. */
import type { Page } from 'playwright-core';
import { atThePage } from '../../test/support/at-the-page.ts';
import { creditCode, workbook } from '../../test/support/workbooks.ts';

/** What is to be photographed: the newest card with this title. */
interface Shot { readonly name: string; readonly of: RegExp }
export const CONFLICTS: Shot = { name: '逐条确认', of: /^逐条确认/ };
export const PROGRESS: Shot = { name: '导入进度', of: /正在处理/ };

const HEADER = ['对象名称', '对象类型', '统一社会信用代码', '住所', '行业', '主体类型', '监管科室', '存续状态', '状态核对日期'];
const row = (n: number, name: string, address: string): readonly string[] => [name, '企业', creditCode(n), address, '校外培训', '有限责任公司', '教育科', '存续', '2026-08-31'];
const LONG_ROWS = 40_000;

const contradictions = (): Promise<Uint8Array> => workbook({
  title: '校外培训机构名录（9月）', header: HEADER,
  rows: [
    row(1, '临海区启明培训学校', '城关镇文化路1号'), row(60, '临海区新星培训学校', '城关镇东街8号'), row(60, '临海区新星培训学校', '城关镇西街2号'),
    row(61, '临海区第2培训学校', '城关镇南街5号'), row(62, '临海区朝阳培训学校', '城关镇北街3号'),
  ],
});
const long = (): Promise<Uint8Array> => workbook({ title: '全区市场主体名录', header: HEADER, rows: Array.from({ length: LONG_ROWS }, (_, n) => row(n % 10_000, `临海区第${String(n)}商店`, `城关镇文化路${String(n)}号`)) });

/** The lists are in force; 王敏 sits at the page. */
export const importsByHand = async (page: Page, take: (shot: Shot) => Promise<void>): Promise<void> => {
  const here = atThePage(page);
  await here.become('王敏');
  const wang = here.seat('王敏');
  await wang.inPrivate();
  await wang.drop([{ name: '校外培训机构名录0901.xlsx', bytes: await contradictions() }]);
  await wang.card(/导入预检/).getByRole('button', { name: '逐条确认' }).waitFor();
  await wang.press(/导入预检/, '逐条确认');
  await wang.card(CONFLICTS.of).waitFor();
  await take(CONFLICTS);
  await wang.drop([{ name: '全区市场主体名录.xlsx', bytes: await long() }]);
  await wang.seen(/读取、判定/);
  await take(PROGRESS);
  await wang.press(PROGRESS.of, '取消', '确定');
  await wang.card(/已放弃/).waitFor();
};
