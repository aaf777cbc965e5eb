/** 消息送不到的人: everybody of a day on one card, and what a clerk can do about it. */
import type { LocalDate } from '../../domain/values.ts';
import type { UnitId } from '../../domain/ids.ts';
import type { Group, Person } from '../../domain/people/unit.ts';
import { dayWords } from '../day-words.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

export const reachSubject = (unit: UnitId, on: LocalDate): string => `reach/${unit}/${on}`;
const SHOWN = 30;

export const reachCard = (people: readonly Person[], groups: readonly Group[], on: LocalDate): Card => {
  const count = [people.length === 0 ? '' : `${String(people.length)} 人`, groups.length === 0 ? '' : `${String(groups.length)} 个群`].filter((part) => part !== '').join('、');
  return {
    title: `消息送不到 · ${dayWords(on)}`, tone: 'warn', summary: `今天有 ${count}收不到消息，请另行通知并核对绑定`,
    body: [
      '下列人员收不到机器人的消息，今天的任务单、提醒、审批卡都没有送到，**请先用电话等方式通知**。',
      ...groups.map(({ name }) => `• 群「${plain(name)}」：机器人已不在群里。请把机器人重新拉进群；群已停用的，请系统管理员在新群发送「绑定 本群」`),
      ...(people.length === 0 ? [] : [
        '**怎么办**',
        '1. 请本人在飞书里搜索本机器人，打开私聊发一句「我的」；',
        '2. 搜不到的，请飞书管理员把他加入本应用的可用范围；',
        `3. 换了账号或已离任的，请系统管理员解绑后重新绑定，例如：解绑 ${people[0]?.name ?? ''}。`,
      ]),
    ].join('\n'),
    ...(people.length === 0 ? {} : { table: { columns: ['姓名', '科室'], rows: people.slice(0, SHOWN).map(({ name, section }) => [name, section]) } }),
    note: `${people.length > SHOWN ? `只列前 ${String(SHOWN)} 人，共 ${String(people.length)} 人。` : ''}同一人一天只报一次；恢复以后发送「我的」可看到全部待办。`,
  };
};
