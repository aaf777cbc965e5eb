import { checkCharacter, organisationCheck } from '../../../src/domain/roster/credit-code.ts';
import { sentenceOf } from '../../../src/domain/roster/findings.ts';
import type { JudgeFacts, Judgement } from '../../../src/domain/roster/judge.ts';
import { judgeWorkbook } from '../../../src/domain/roster/judge-workbook.ts';
import type { JudgeOptions } from '../../../src/domain/roster/judge-workbook.ts';
import { nameKey } from '../../../src/domain/roster/normalise.ts';
import { acceptProposals } from '../../../src/domain/roster/question.ts';
import type { ImportQuestion } from '../../../src/domain/roster/question.ts';
import type { Sheet } from '../../../src/domain/roster/sheet.ts';
import { Refusal } from '../../../src/domain/refusal.ts';
import { sheet } from './sheets.ts';
import type { Plain } from './sheets.ts';

const FACTS: JudgeFacts = { today: '2026-09-08', sections: ['职成教科', '综合科'], current: new Map() };
const ASK: JudgeOptions = { roster: null, answers: null, assume: false };

const uscc = (n: number, start = '91371000'): string => {
  const organisation = `MA${String(n).padStart(6, '0')}`;
  const first17 = `${start}${organisation}${organisationCheck(organisation) ?? ''}`;
  return first17 + (checkCharacter(first17) ?? '');
};

const judged = (sheets: readonly Sheet[], facts: JudgeFacts = FACTS, options: JudgeOptions = ASK): Judgement => {
  const outcome = judgeWorkbook('名录.xlsx', sheets, options, facts);
  if (outcome.outcome === 'question') throw new Error(`asked: ${JSON.stringify(outcome.question)}`);
  return outcome.judgement;
};
const asked = (sheets: readonly Sheet[], facts: JudgeFacts = FACTS): ImportQuestion => {
  const outcome = judgeWorkbook('名录.xlsx', sheets, ASK, facts);
  if (outcome.outcome === 'judged') throw new Error('nothing was asked');
  return outcome.question;
};
const refused = (sheets: readonly Sheet[]): string => {
  try {
    judgeWorkbook('名录.xlsx', sheets, ASK, FACTS);
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('nothing was refused');
};
const sentences = (judgement: Judgement): readonly string[] => judgement.findings.map(sentenceOf);
/** What is said about rows; not what is said about the file. */
const aboutRows = (judgement: Judgement): readonly string[] => judgement.findings.filter(({ rows }) => rows.length > 0).map(sentenceOf);

const HEADER = ['序号', '对象名称', '对象类型', '统一社会信用代码', '监管科室', '存续状态'] as const;
const target = (n: number, more: Partial<Record<'name' | 'kind' | 'code' | 'section' | 'status', Plain>> = {}): readonly Plain[] => {
  const row = { name: `向阳培训${n}部`, kind: '企业', code: uscc(n), section: '职成教科', status: '存续', ...more };
  return [n, row.name, row.kind, row.code, row.section, row.status];
};

describe('every row of the file is accounted for', () => {
  it('added, changed, same, duplicate and rejected add up to what was read', () => {
    const current = new Map(judged([sheet([HEADER, target(1), target(2), target(3)])]).changes.map(({ code, row }) => [code, row]));
    const judgement = judged([sheet([HEADER, target(1), target(2, { section: '综合科' }), target(4), target(4), target(5, { section: '' })])], { ...FACTS, current });
    expect(judgement.counts).toEqual({ read: 5, added: 1, changed: 1, same: 1, duplicate: 1, rejected: 1 });
    expect(judgement.verdicts.map(({ number, outcome }) => `${number}${outcome}`)).toEqual(['2无变化', '3变更', '4新增', '5重复', '6拒收']);
    expect(judgement.diffs).toEqual([{ row: 3, code: uscc(2), name: '向阳培训2部', changes: [{ field: 'section', title: '监管科室', from: '职成教科', to: '综合科' }] }]);
    expect(aboutRows(judgement)).toEqual(['第6行「监管科室」：没有填', '第5行「统一社会信用代码」：与第4行完全相同，只取一行']);
  });

  it('changes come out ascending by code, whatever the order of the file', () => {
    const codes = judged([sheet([HEADER, target(9), target(2), target(5)])]).changes.map(({ code }) => code);
    expect(codes).toEqual([...codes].sort());
    expect(codes).toHaveLength(3);
  });

  it('importing the same list again changes nothing', () => {
    const rows = [HEADER, target(1), target(2), target(3, { code: '', name: '示村卫生室' })];
    const first = judged([sheet([[...HEADER, '其他代码'], ...rows.slice(1).map((row) => [...row, row[1] === '示村卫生室' ? 'QT-371082-0001' : null])])]);
    expect(first.counts.added).toBe(3);
    const again = judged([sheet([[...HEADER, '其他代码'], ...rows.slice(1).map((row) => [...row, row[1] === '示村卫生室' ? 'QT-371082-0001' : null])])], { ...FACTS, current: new Map(first.changes.map(({ code, row }) => [code, row])) });
    expect(again.counts).toMatchObject({ same: 3, added: 0, changed: 0 });
  });

  it('a column the sheet does not have keeps what the roster knows; a column it has counts, even blank', () => {
    const full = judged([sheet([[...HEADER, '联系电话', '网格'], [...target(1), '13812345678', '一网格']])]);
    const current = new Map(full.changes.map(({ code, row }) => [code, row]));
    const later = judged([sheet([[...HEADER, '网格'], [...target(1), null]])], { ...FACTS, current });
    expect(later.changes[0]?.row).toMatchObject({ phone: '13812345678', grid: '' });
    expect(later.diffs[0]?.changes).toEqual([{ field: 'grid', title: '网格', from: '一网格', to: '' }]);
  });
});

describe('codes', () => {
  it('a wrong check digit is rejected with the right one, by row and column', () => {
    const right = uscc(7);
    const wrong = right.slice(0, 17) + (right.endsWith('Y') ? 'X' : 'Y');
    expect(aboutRows(judged([sheet([HEADER, target(1), target(7, { code: wrong })])]))).toEqual([`第3行「统一社会信用代码」：“${wrong}”校验位错，应为 ${right.charAt(17)}`]);
  });

  it('18 digits stored as a number have lost some: rejected, and the way out is named', () => {
    const [finding] = aboutRows(judged([sheet([HEADER, target(1, { code: 913_301_007_161_035_776 }), target(2, { code: '9.13301E+17' }), target(3)])]));
    expect(finding).toBe('第2、3行「统一社会信用代码」：数字超过 15 位，后面的位数已被 Excel 改成 0，恢复不了；请把这一列设为“文本”后重新填写');
  });

  it('registration numbers, organisation codes and the bureau’s own codes are kinds of their own', () => {
    const judgement = judged([sheet([HEADER, target(1, { code: '110108000000016' }), target(2, { code: '3304022504667' }), target(3, { code: 'D2143569-X' }), target(4, { code: 'QT-371082-0001' }), target(5, { code: 110108000000016 + 0, name: '另一家' })])]);
    expect(judgement.changes.map(({ row }) => row['codeType'])).toEqual(['registration', 'registration', 'organisation', 'own']);
    expect(judgement.counts).toMatchObject({ added: 4, duplicate: 1 });
  });

  it('a 15-digit number with a wrong check digit is taken, with a notice', () => {
    const judgement = judged([sheet([HEADER, target(1, { code: '330327000082876' })])]);
    expect(judgement.counts.added).toBe(1);
    expect(aboutRows(judgement)).toEqual(['第2行「统一社会信用代码」：注册号 330327000082876 的校验位不符，请对照营业执照核对']);
  });

  it('full-width letters, blanks, lower case and O for 0 make the same code', () => {
    const code = uscc(8);
    const odd = code.toLowerCase().replace(/^(.{4})/, '$1 ').replace(/0/g, '０');
    const judgement = judged([sheet([HEADER, target(8), target(8, { code: odd }), target(8, { code: code.replaceAll('0', 'O') })])]);
    expect(judgement.counts).toMatchObject({ added: 1, duplicate: 2, rejected: 0 });
  });

  it('no code and no own code: rejected, with an example of an own code', () => {
    expect(aboutRows(judged([sheet([HEADER, target(1), target(2, { code: '' })])]))).toEqual(['第3行「统一社会信用代码」：没有填；没有统一社会信用代码的对象请在“其他代码”列自编一个，如 QT-0001']);
  });

  it('two columns for codes: the filled one counts', () => {
    const header = ['企业名称', '注册号', '统一社会信用代码', '科室', '登记状态', '对象类型'];
    const judgement = judged([sheet([header, ['甲公司', '110108000000016', '', '综合科', '在营', '企业'], ['乙公司', '110108000000016', uscc(2), '综合科', '正常', '企业']])]);
    expect(judgement.changes.map(({ code }) => code)).toEqual(['110108000000016', uscc(2)]);
  });

  it('one body under two codes, and one code under two names, are pointed out', () => {
    const current = new Map(judged([sheet([HEADER, target(1)])]).changes.map(({ code, row }) => [code, row]));
    const codeOfName = new Map([[nameKey('向阳培训1部'), uscc(1)]]);
    const judgement = judged([sheet([HEADER, target(2, { name: '向阳 培训１部' }), target(1, { name: '向阳培训壹部' })])], { ...FACTS, current, codeOfName });
    expect(aboutRows(judgement)).toEqual([`第2行「对象名称」：“向阳培训1部”还有另一个代码 ${uscc(1)}，请核对是不是同一家`]);
    expect(judgement.diffs[0]?.changes).toEqual([{ field: 'name', title: '对象名称', from: '向阳培训1部', to: '向阳培训壹部' }]);
  });

  it('same code twice with different contents: the first counts, both are named', () => {
    const judgement = judged([sheet([HEADER, target(1), target(1, { section: '综合科' })])]);
    expect(aboutRows(judgement)).toEqual(['第3行「统一社会信用代码」：与第2行代码相同（向阳培训1部），内容不同；以第2行为准，这一行没有导入']);
  });
});

describe('cells', () => {
  it('formulas are read as shown and said so; without a saved result the row is rejected', () => {
    const judgement = judged([sheet([HEADER, target(1, { name: { kind: 'formula', text: '向阳公司' } }), target(2, { name: { kind: 'formula', text: '' } }), target(3, { section: { kind: 'error', text: '#REF!' } })])]);
    expect(aboutRows(judgement)).toEqual([
      '第3行「对象名称」：是公式且没有保存结果，请选择性粘贴为数值',
      '第4行「监管科室」：公式出错（#REF!），没有可用的值',
      '第2行「对象名称」：是公式，按显示的“向阳公司”读取',
    ]);
  });

  it('brackets of either width are one name; a branch beside its head office is a body of its own', () => {
    const current = new Map(judged([sheet([HEADER, target(1, { name: '向阳（集团）有限公司' })])]).changes.map(({ code, row }) => [code, row]));
    const judgement = judged([sheet([HEADER, target(1, { name: '向阳(集团) 有限公司' }), target(2, { name: '向阳（集团）有限公司临海分公司' })])], { ...FACTS, current, codeOfName: new Map([[nameKey('向阳（集团）有限公司'), uscc(1)]]) });
    expect(judgement.counts).toMatchObject({ same: 1, added: 1 });
    expect(judgement.conflicts).toEqual([]);
  });

  it('a word that Excel made a date of is taken and pointed out', () => {
    const judgement = judged([sheet([HEADER, target(1, { name: { kind: 'date', value: '2026-03-05' } })])]);
    expect(aboutRows(judgement).join()).toContain('第2行「对象名称」：这一格是日期 2026-03-05；若原来写的是“3-5”一类的文字');
  });

  it('an unknown state rejects the row; a known one under another word does not', () => {
    const judgement = judged([sheet([HEADER, target(1, { status: '存续（在营、开业、在册）' }), target(2, { status: '吊销，未注销' }), target(3, { status: '不详' })])]);
    expect(judgement.changes.map(({ row }) => row['status'])).toEqual(['存续', '吊销']);
    expect(aboutRows(judgement)).toEqual(['第4行「存续状态」：“不详”认不出来，应填 存续、停业、注销、吊销、迁出']);
  });

  it('phones are kept readable, odd ones pointed out, and the clerk hears that the public edition masks them', () => {
    const judgement = judged([sheet([[...HEADER, '联系电话'], [...target(1), 13812345678], [...target(2), '138 1234 5678 / 0631-5551234'], [...target(3), '12345']])]);
    expect(judgement.changes.map(({ row }) => row['phone'])).toEqual(['13812345678', '13812345678、0631-5551234', '12345']);
    expect(sentences(judgement)).toContain('「联系电话」：含电话号码，公开版自动遮盖');
  });

  it('identity card numbers are not collected', () => {
    const judgement = judged([sheet([[...HEADER, '身份证号'], [...target(1), '370101199001011234']])]);
    expect(sentences(judgement)).toContain('「身份证号」：身份证号不收集，这一列没有读入');
    expect(JSON.stringify(judgement.changes)).not.toContain('370101199001011234');
  });

  it('half a character from a broken file becomes a mark, and the row can still be digested', () => {
    const judgement = judged([sheet([HEADER, target(1, { name: '坏\uD83D字公司' })])]);
    expect(judgement.changes[0]?.row['name']).toBe('坏\uFFFD字公司');
  });

  it('a section the unit has not set up is a notice, not a rejection', () => {
    const judgement = judged([sheet([HEADER, target(1, { section: '朝晖工商所' })])]);
    expect(judgement.counts.added).toBe(1);
    expect(sentences(judgement)).toContain('「监管科室」：1 个科室还没有在本单位建立（朝晖工商所 1 行），照样导入；需要时请系统管理员发送“科室 新增 朝晖工商所”，或改成已有的：职成教科、综合科');
  });

  it('a list with hundreds of foreign sections is one remark, and does not hide the others', () => {
    const rows = Array.from({ length: 90 }, (_, at) => target(at + 1, { section: `第${String(at % 30)}工商所` }));
    const judgement = judged([sheet([HEADER, ...rows, target(91, { code: '330327000082876' })])]);
    expect(sentences(judgement).filter((line) => line.includes('工商所'))).toEqual([expect.stringContaining('30 个科室还没有在本单位建立（第0工商所 3 行、第1工商所 3 行、第2工商所 3 行 等）')]);
    expect(aboutRows(judgement)).toEqual(['第92行「统一社会信用代码」：注册号 330327000082876 的校验位不符，请对照营业执照核对']);
  });

  it('the same remark about many rows is said once', () => {
    const rows = Array.from({ length: 40 }, (_, at) => target(at + 1, { section: '' }));
    expect(aboutRows(judged([sheet([HEADER, ...rows, target(99)])]))).toEqual(['第2、3、4、5、6…共 40 行「监管科室」：没有填']);
  });
});

describe('tables as offices make them', () => {
  it('title rows above, notes, totals and signatures below are named and not counted', () => {
    const judgement = judged([sheet([['某区教育局检查对象名录'], ['填报单位：职成教科', null, null, '日期：2026-08-31'], HEADER, target(1), target(2), ['合计', null, null, 2], [], ['注：本表一式两份'], ['填表人：王敏', null, null, '审核人：赵红']])]);
    expect(judgement.headerRow).toBe(3);
    expect(judgement.counts).toMatchObject({ read: 2, added: 2, rejected: 0 });
    expect(aboutRows(judgement)).toEqual(['第6行：是合计行，没有当作数据', '第8、9行：是表下说明，没有当作数据']);
  });

  it('a hint row under the header, the header printed again, and example rows are no data', () => {
    const judgement = judged([sheet([HEADER, [null, '请填写全称', '从下拉中单选', '18位', null, '必填'], ['示例', ...target(1).slice(1)], target(2), HEADER, target(3)])]);
    expect(judgement.counts).toMatchObject({ read: 2, added: 2 });
    expect(aboutRows(judgement)).toEqual(['第2行：是填写提示，没有当作数据', '第3行：是示例行，没有当作数据', '第5行：是重复的表头，没有当作数据']);
  });

  it('two header rows under merged group titles', () => {
    const rows: readonly (readonly Plain[])[] = [
      ['序号', '基本情况', null, null, '监管情况', null],
      [null, '企业名称', '类别', '统一社会信用代码', '责任科室', '登记状态'],
      target(1),
    ];
    const judgement = judged([sheet(rows, { merges: ['A1:A2', 'B1:D1', 'E1:F1'] })]);
    expect(judgement.headerRow).toBe(2);
    expect(judgement.counts.added).toBe(1);
  });

  it('a group title and the title under it can only be understood together', () => {
    const rows: readonly (readonly Plain[])[] = [
      ['姓名', '所在科室', '执法证', null, '是否具备执法资格'],
      [null, null, '编号', '有效期至', null],
      ['刘洋', '职成教科', '37100012345', '2028-06-30', '是'],
    ];
    expect(judged([sheet(rows)]).changes[0]).toMatchObject({ code: '37100012345', row: { certificateUntil: '2028-06-30' } });
  });

  it('cells merged over several rows count for each of them', () => {
    const rows = [HEADER, target(1), target(2, { section: null }), target(3, { section: null })];
    const judgement = judged([sheet(rows, { merges: ['E2:E4', 'A1:XFD1048576'] })]);
    expect(judgement.changes.map(({ row }) => row['section'])).toEqual(['职成教科', '职成教科', '职成教科']);
    expect(aboutRows(judgement)).toEqual(['第3、4行「监管科室」：是合并单元格，按合并区第一行的值读取']);
  });

  it('the sheet with the table is found behind an empty one and beside hidden dictionaries', () => {
    const judgement = judged([sheet([], { name: '空' }), sheet([HEADER, target(9)], { name: '字典', hidden: true }), sheet([HEADER, target(1)], { name: '名录' })]);
    expect(judgement.sheet).toBe('名录');
    expect(judgement.changes[0]?.code).toBe(uscc(1));
  });

  it('other sheets with rows are named, so that nothing is left out in silence', () => {
    const people = sheet([['姓名', '科室'], ['刘洋', '综合科']], { name: '人员' });
    expect(sentences(judged([sheet([HEADER, target(1)]), people, sheet([['一'], ['二']], { name: '填写说明' })]))).toContain('工作表“人员”有 2 行，没有导入；一个文件只导入一张表，请另存后单独发');
  });

  it('titles with stars, blanks, line breaks and explanations are the same titles', () => {
    const header = ['序 号', '*对象名称（必填）', '对象\n类型', '统一社会信用代码\r\n(18位)', '监管科室★', '存续状态（存续/停业/注销）'];
    expect(judged([sheet([header, target(1)])]).counts.added).toBe(1);
  });
});

describe('what the sheet does not say is asked once', () => {
  const bare = sheet([['企业名称', '注册号/统一社会信用代码', '登记机关', '管辖单位'], ['甲公司', uscc(1), '某局', '朝晖所'], ['乙店', uscc(2, '92371000'), '某局', '朝晖所']]);

  it('missing columns with a proposal each', () => {
    const question = asked([bare]);
    expect(question.roster).toBe('targets');
    expect(question.fills.map(({ title, proposal }) => `${title}=${proposal}`)).toEqual(['对象类型=按代码和名称判断', '存续状态=存续']);
    const answers = acceptProposals(question);
    const judgement = judged([bare], FACTS, { ...ASK, answers });
    expect(judgement.changes.map(({ row }) => `${String(row['name'])} ${String(row['kind'])} ${String(row['status'])}`)).toEqual(['甲公司 企业 存续', '乙店 个体 存续']);
  });

  it('answers are remembered by the titles, so the next file of the same make is not asked about', () => {
    const question = asked([bare]);
    const memory = new Map([[question.signature, acceptProposals(question)]]);
    expect(judged([bare], FACTS, { ...ASK, answers: (signature) => memory.get(signature) ?? null }).counts.added).toBe(2);
  });

  it('taking the proposals without asking says what was assumed', () => {
    const judgement = judged([bare], FACTS, { ...ASK, assume: true });
    expect(sentences(judgement)).toContain('表里没有“存续状态”列，按缺省填“存续”');
  });

  it('a list that only updates rows the roster has asks nothing and leaves the rest alone', () => {
    const current = new Map(judged([sheet([HEADER, target(1), target(2)])]).changes.map(({ code, row }) => [code, row]));
    const keys = sheet([['企业名称', '统一社会信用代码', '是否重点对象', '触发情形', '列入日期'], ['向阳培训2部', uscc(2), '是', '投诉举报多且查实', '2026年3月1日']]);
    const judgement = judged([keys], { ...FACTS, current });
    expect(judgement.counts).toMatchObject({ read: 1, changed: 1, rejected: 0 });
    expect(judgement.changes[0]?.row).toMatchObject({ key: true, keyTriggers: ['投诉举报多且查实'], keySince: '2026-03-01', section: '职成教科', status: '存续', kind: '企业' });
    expect(asked([sheet([['企业名称', '统一社会信用代码', '是否重点对象'], ['新来的', uscc(9), '是']])], { ...FACTS, current }).fills.map(({ field }) => field)).toEqual(['kind', 'section', 'status']);
  });

  it('an assumed state never revives what the roster knows to be closed', () => {
    const closed = new Map(judged([sheet([HEADER, target(1, { status: '注销' })])]).changes.map(({ code, row }) => [code, row]));
    const judgement = judged([bare], { ...FACTS, current: closed }, { ...ASK, assume: true });
    expect(judgement.changes.find(({ code }) => code === uscc(1))?.row['status']).toBe('注销');
  });

  it('a title that is only alike is a guess to confirm, and the clerk may say otherwise', () => {
    const odd = sheet([['对象名称', '对象类型', '统一社会信用代吗', '监管科室', '存续状态', '所属行业类'], [...target(1).slice(1), '教育']]);
    const question = asked([odd]);
    expect(question.columns.filter(({ sure }) => !sure).map(({ letter, title, fieldTitle }) => `${letter} ${title} → ${fieldTitle ?? ''}`)).toEqual(['C 统一社会信用代吗 → 统一社会信用代码', 'F 所属行业类 → 行业']);
    const answers = acceptProposals(question);
    if (answers === null) throw new Error('no proposals');
    const judgement = judged([odd], FACTS, { ...ASK, answers: { ...answers, mapping: { ...answers.mapping, F: null } } });
    expect(judgement.changes[0]?.row['industry']).toBe('');
  });

  it('a section nobody can guess has to be said', () => {
    const question = asked([sheet([HEADER.filter((title) => title !== '监管科室'), target(1).filter((_, at) => at !== 4)])]);
    expect(question.fills).toEqual([{ field: 'section', title: '监管科室', proposal: '', words: ['职成教科', '综合科'] }]);
    expect(acceptProposals(question)).toBeNull();
  });
});

describe('what cannot be a roster is refused with the way out', () => {
  it.each([
    ['empty sheet', [sheet([])], 'import.empty “名录.xlsx”里没有内容'],
    ['no header', [sheet([['甲', '乙'], ['丙', '丁']])], 'import.no-header “名录.xlsx”工作表“名录”前 30 行里没有认得的表头'],
    ['missing columns', [sheet([['对象名称', '监管科室', '存续状态'], ['甲', '乙', '存续']])], 'import.missing-columns “名录.xlsx”工作表“名录”第1行像检查对象名录库的表头，但缺 “统一社会信用代码” 列'],
    ['nothing under the header', [sheet([['注：填写完整'], HEADER, [null, '填全称', null, '18位', null, null]])], 'import.no-rows “名录.xlsx”工作表“名录”表头在第2行，下面没有数据'],
  ] as const)('%s', (_, sheets, message) => {
    expect(refused(sheets)).toBe(message);
  });

  it('headers named like members of every object are just titles', () => {
    const judgement = judged([sheet([[...HEADER, '__proto__', 'constructor', 'toString'], [...target(1), '甲', '乙', '丙']])]);
    expect(judgement.counts.added).toBe(1);
    expect(({} as Record<string, unknown>)['甲']).toBeUndefined();
  });
});

describe('执法检查人员', () => {
  const PEOPLE = ['姓名', '科室', '执法证号', '证件有效期至', '是否具备执法资格', '人员编号', '可任组长', '状态'] as const;
  const people = (...rows: readonly (readonly Plain[])[]): Judgement => judged([sheet([PEOPLE, ...rows])]);

  it('a certificate that has run out is a notice; without a date it is a rejection', () => {
    const judgement = people(['刘 洋', '职成教科', '37100012345', '2026-09-07', '是'], ['李娜', '职成教科', '37100012346', '', '是'], ['王强', '综合科', '37100012347', '2026-09-08', '是']);
    expect(judgement.counts).toMatchObject({ added: 2, rejected: 1 });
    expect(judgement.changes[0]?.row).toMatchObject({ name: '刘洋', certified: true, mayLead: true });
    expect(aboutRows(judgement)).toEqual(['第3行「证件有效期至」：具备执法资格的人员要填证件有效期', '第2行「证件有效期至」：执法证 2026-09-07 已到期，换证前不参与抽取']);
  });

  it('people without a certificate come in under their staff number and help only', () => {
    const judgement = people(['陈静', '综合科', '', '', '否', 'RY-012', '是'], ['赵六', '综合科', '', '', '否', '']);
    expect(judgement.changes[0]).toMatchObject({ code: 'RY-012', row: { certified: false, mayLead: false, certificate: '' } });
    expect(aboutRows(judgement)[0]).toBe('第3行「执法证号」：没有填；没有执法证的人员请填“人员编号”，只作协助人员');
  });

  it('an identity card number is no certificate number', () => {
    expect(aboutRows(people(['刘洋', '职成教科', '370101199001011234', '2028-06-30', '是']))).toEqual(['第2行「执法证号」：填的是身份证号；本系统不收集身份证号，请填执法证号']);
  });

  it('claiming a qualification without a certificate is rejected', () => {
    expect(aboutRows(people(['陈静', '综合科', '', '2028-01-01', '是', 'RY-012']))).toEqual(['第2行「是否具备执法资格」：填了“是”，但没有执法证号']);
  });
});

describe('随机抽查事项', () => {
  it('ratio and frequency keep their words and give their numbers when there is just one', () => {
    const header = ['事项编码', '抽查事项名称', '事项类别', '抽查依据', '责任科室', '抽查比例', '抽查频次'];
    const judgement = judged([sheet([header, ['JY-1', '甲', '重点事项', '《法》第一条', '综合科', '不低于3%', '每半年一次'], ['JY-2', '乙', '一般', '《法》', '综合科', '根据实际情况确定', '1—2次/年'], ['JY-3', '丙', '一般', '《法》', '综合科', '百分之十五', '1次/年'], ['JY-4', '丁', '一般', '《法》', '综合科', { kind: 'number', value: 0.05, text: '5%', lossy: false }, '每季度不少于1次']])]);
    expect(judgement.changes.map(({ row }) => [row['ratioBp'], row['timesPerYear']])).toEqual([[300, 2], [null, null], [1500, 1], [500, 4]]);
    expect(judgement.changes[1]?.row).toMatchObject({ ratio: '根据实际情况确定', frequency: '1—2次/年' });
  });

  it('rows of a flattened merged cell, moved to the left, are rejected in one remark and never become items', () => {
    const header = ['编号', '抽查事项名称', '事项类别', '抽查依据', '责任科室'];
    const judgement = judged([sheet([header, ['1', '广告检查', '一般', '《广告法》', '综合科'], ['商标印制行为的检查', '《商标法》第五十七条', '一般', '商标企业', '综合科'], ['集体商标、证明商标使用行为的检查', '《商标法》第十六条', '一般', '商标企业', '综合科'], ['教-一', '体育检查', '一般', '《体育法》', '综合科']])]);
    expect(judgement.changes.map(({ code }) => code)).toEqual(['1', '教-一']);
    expect(aboutRows(judgement).filter((line) => line.includes('编号'))).toEqual(['第3、4行「编号」：这里不是编码，是一句话；多半是合并单元格拆开后整行左移了，请补上编号并把各列移回原位']);
  });
});
