/** 岗位权限 of the staff manual, written from the permission table and the rules of separation themselves. */
import { extentOf, MATRIX, TITLES } from '../../src/domain/people/permissions.ts';
import type { Extent, Operation } from '../../src/domain/people/permissions.ts';
import { ROLE_NAMES, ROLES } from '../../src/domain/people/roles.ts';
import { SEPARATIONS } from '../../src/domain/people/separation.ts';

const MARKS: Readonly<Record<Extent, string>> = { all: '●', own: '○', 'stand-in': '代' };
/** Operations whose title is about looking; what is published is open to everybody. */
const SEEING = /查看|复核抽取/;

const row = (operation: Operation): string =>
  `| ${TITLES[operation]} | ${ROLES.map((role) => { const extent = extentOf(operation, role); return extent === null ? '–' : MARKS[extent]; }).join(' | ')} | – |`;
const table = (operations: readonly Operation[]): readonly string[] => [
  `| 事项 | ${ROLES.map((role) => ROLE_NAMES[role]).join(' | ')} | 公众 |`,
  `|---|${[...ROLES, 'public'].map(() => ':-:|').join('')}`,
  ...operations.map(row),
];

export const powersPage = (): string => {
  const operations = Object.keys(MATRIX) as Operation[];
  return [
    '# 岗位权限',
    '',
    '机器人按这张表判断谁能办、谁能看。身份以平台账号为准，不看打出来的名字；卡片转到谁手里、谁来点，都按点的人判断。',
    '',
    '- ● 全单位；○ 只限本科室、本人（分管负责人为所分管的科室，没有写明分管科室的为全部）；代 主要负责人只在没有分管负责人可以办理时代为办理；– 不能。',
    '- 系统管理员只管技术：不抽取、不审批、不改结果，也不看名录、计划、任务和不宜告知的名单。',
    '- 公众只看已公开的内容：公开版结果表、复核包、已公开的计划和规则。',
    '- 谁都不能删除：记错了用撤销、作废、更正，原来的记录留着。',
    '- 一个人可以有几个岗位，只要不在同一件事里占了下面不能兼任的两头。',
    '',
    '## 办理',
    '',
    ...table(operations.filter((operation) => !SEEING.test(TITLES[operation]))),
    '',
    '## 查看',
    '',
    ...table(operations.filter((operation) => SEEING.test(TITLES[operation]))),
    '',
    '## 同一件事里不能由一人兼任',
    '',
    '人少的单位一人多岗，所以逐件判断。办不了时，机器人会说明是哪两头冲突、可以请谁；没有别人时，说明怎么办。',
    '',
    '| 已经是 | 就不能再是 | 依据 | 没有别人时 |',
    '|---|---|---|---|',
    ...Object.values(SEPARATIONS).map(({ sides: [has, wants], clause, wayOut }) => `| ${has} | ${wants} | ${clause} | ${wayOut} |`),
    '',
    '- 年度计划的编制、提交、各级审批由不同的人办；没有别人担任时，由主要负责人代为审批。',
    '- 被更换的人和申请回避的人看不到可选人员名单。',
    '- 授权他人代办要写明谁、什么事、从哪天到哪天，签名处印「代」；授权不能绕过上面任何一条。',
    '',
    '[回到目录](README.md)',
    '',
  ].join('\n');
};
