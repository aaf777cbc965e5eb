/**
 * Verbs about the lists (一单两库): templates and look-up here; leave and interests, key objects and the life of the rosters
 * beside it. Imports: imports.ts.
 */
import type { RosterKind } from '../../domain/events.ts';
import { Refusal } from '../../domain/refusal.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { rosterNamed } from '../parse/rosters.ts';
import { unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { DUTY_VERBS } from './duty.ts';
import { KEY_VERBS } from './key-objects.ts';
import { ROSTER_LIFE_VERBS } from './roster-life.ts';
import { items, roster } from './roster-lookup.ts';

const template = async (ask: Ask): Promise<Answer> => {
  const typed = ask.command.words.join('');
  const roster = rosterNamed(typed);
  if (typed !== '' && roster === null) throw new Refusal('roster.unknown-kind', `没有「${typed}」的模板`, { next: '可选：模板 检查对象、模板 执法人员、模板 事项' });
  const rosters: readonly RosterKind[] = roster === null ? ['items', 'targets', 'inspectors'] : [roster];
  const blobs = await Promise.all(rosters.map((each) => ask.deps.queries.template(unitOf(ask).id, each)));
  return { line: '请按模板填写后拖回这里导入', files: blobs.map((blob, n) => ({ name: `${ROSTER_NAMES[rosters[n] ?? 'targets']}_模板.xlsx`, blob: blob.sha256 })) };
};

export const ROSTER_VERBS: readonly Verb[] = [
  { verb: '模板', aliases: ['template'], glues: true, usage: '模板 检查对象', help: '取空白导入表（检查对象、执法人员、事项）', for: 'bound', answers: 'privately', writes: false, run: template },
  { verb: '名录', aliases: ['roster', '库', '名录库'], usage: '名录 对象 启明培训', help: '查名录，可加条件和页数；只发「名录」看统计', for: 'business.see', answers: 'privately', writes: false, run: roster },
  { verb: '事项', aliases: ['item', 'items', '清单'], usage: '事项 A03', help: '查随机抽查事项清单', for: 'bound', answers: 'publicly', writes: false, run: items },
  ...DUTY_VERBS, ...KEY_VERBS, ...ROSTER_LIFE_VERBS,
];
