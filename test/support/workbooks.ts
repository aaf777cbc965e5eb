/**
 * Workbooks as a bureau's office has them: a title row, a header row, the table; codes as text.
 */
import ExcelJS from 'exceljs';

export interface Table { readonly title: string; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }

export const workbook = async ({ title, header, rows }: Table): Promise<Uint8Array> => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Sheet1');
  sheet.addRow([title]);
  sheet.mergeCells(1, 1, 1, header.length);
  sheet.addRow([...header]);
  for (const row of rows) {
    const added = sheet.addRow([...row]);
    added.eachCell((cell) => { cell.numFmt = '@'; });
  }
  return new Uint8Array(await book.xlsx.writeBuffer());
};

const CHARSET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/** A valid 统一社会信用代码 for a number (GB 32100-2015). */
export const creditCode = (n: number): string => {
  const body = `91371000MA3C${String(n).padStart(4, '0')}X`;
  const sum = [...body].reduce((total, char, index) => total + CHARSET.indexOf(char) * (WEIGHTS[index] ?? 0), 0);
  return `${body}${CHARSET[(31 - (sum % 31)) % 31] ?? ''}`;
};

export const itemsBook = (): Promise<Uint8Array> => workbook({
  title: '临海区教育和卫生健康局随机抽查事项清单',
  header: ['序号', '事项编码', '抽查领域', '抽查事项名称', '事项类别', '抽查依据', '检查主体', '抽查主体', '抽查内容', '抽查方式', '检查对象范围', '责任科室'],
  rows: [
    ['1', 'A03', '教育', '校外培训机构办学情况检查', '一般', '《中华人民共和国民办教育促进法》第四十条', '教育科', '区教育和卫生健康局', '办学许可、收费公示、师资', '现场', '校外培训机构', '教育科'],
    ['2', 'A07', '卫生', '托幼机构卫生保健检查', '一般', '《托儿所幼儿园卫生保健管理办法》第五条', '卫健科', '区教育和卫生健康局', '卫生保健', '现场', '托幼机构', '卫健科'],
  ],
});

export const targetsBook = (count = 46, key = 3): Promise<Uint8Array> => workbook({
  title: '检查对象名录库（校外培训机构）',
  header: ['序号', '对象名称', '对象类型', '统一社会信用代码', '地址', '所在镇街', '行业', '监管科室', '存续状态', '重点对象', '触发情形', '证据'],
  rows: Array.from({ length: count }, (_, index) => {
    const isKey = index < key;
    return [String(index + 1), `临海区第${String(index + 1)}培训学校`, '企业', creditCode(index + 1), `城关镇文化路${String(index + 1)}号`, '城关镇', '校外培训', '教育科', index === count - 1 ? '注销' : '存续', isKey ? '是' : '否', isKey ? '投诉举报多且查实' : '', isKey ? '12345工单2次属实' : ''];
  }),
});

export const INSPECTORS = [
  ['张伟', '教育科', 'ZF0001'], ['刘洋', '教育科', 'ZF0002'], ['黄丽', '教育科', 'ZF0003'], ['马超', '教育科', 'ZF0004'],
  ['赵强', '综合科', 'ZF0005'], ['李娜', '综合科', 'ZF0006'], ['王磊', '综合科', 'ZF0007'], ['吴静', '综合科', 'ZF0008'],
] as const;
export const inspectorsBook = (): Promise<Uint8Array> => workbook({
  title: '执法检查人员名录库',
  header: ['序号', '姓名', '单位', '科室', '职务', '执法证号', '证件有效期至', '是否具备执法资格', '业务专长'],
  rows: INSPECTORS.map(([name, section, certificate], index) => [String(index + 1), name, '临海区教育和卫生健康局', section, '科员', certificate, '2028-12-31', '是', '教育']),
});
