/** A bureau in which one post of a dispatched visit can be filled by nobody of the sections that take part (回避后不足两人). */
import { registerInterest } from '../../src/application/duty.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { requestSubstitution } from '../../src/application/substitution.ts';
import { confirmRoster } from '../../src/application/task.ts';
import type { SubstitutionReason } from '../../src/domain/events.ts';
import { substitutionId } from '../../src/domain/ids.ts';
import type { InspectionId, SubstitutionId, TaskId } from '../../src/domain/ids.ts';
import type { Post } from '../../src/domain/inspection/inspection.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';
import { inspectorRow, openBureau, STAFF, U1 } from './bureau.ts';
import type { Bureau } from './bureau.ts';
import { drawAndDispatch, newTaskIn } from './ceremony.ts';

export interface ShortHanded {
  readonly bureau: Bureau;
  readonly task: TaskId;
  readonly inspection: InspectionId;
  readonly substitution: SubstitutionId;
  /** Who leaves, and who stays. */
  readonly leaving: Post;
  readonly staying: Post;
}

/** A task of 教育科 alone, drawn and dispatched. */
export const dispatchedAlone = async (bureau: Bureau, over: Partial<TaskSettings> = {}): Promise<TaskId> => {
  const task = await newTaskIn(bureau, { cooperating: [], ...over });
  await confirmRoster(bureau.deps)(bureau.by('赵红'), task, 'targets', '教育科');
  await confirmRoster(bureau.deps)(bureau.by('赵红'), task, 'inspectors', '教育科');
  return drawAndDispatch(bureau, task);
};

/** 教育科 has three inspectors; after the lock the one who was not drawn turns out to have an interest in the target. */
export const shortHanded = async (preset: PresetId, { leads = false, reason = 'recusal', over = {} }: { leads?: boolean; reason?: SubstitutionReason; over?: Partial<TaskSettings> } = {}): Promise<ShortHanded> => {
  const bureau = await openBureau({ preset });
  await bureau.roster('inspectors', STAFF.flatMap(({ name, section, certificate }) => (certificate === undefined ? [] : [inspectorRow(certificate, name, section, { status: name === '马超' ? '停用' : '在岗' })])));
  const task = await dispatchedAlone(bureau, over);
  const [visit] = await bureau.deps.states.find('inspection', { task });
  if (visit?.state.id == null || visit.state.target === null) throw new Error('no visit');
  const { id, posts, target, inspectors } = visit.state;
  const free = STAFF.find(({ certificate, section, name }) => certificate !== undefined && section === '教育科' && name !== '马超' && !inspectors.some((code) => code === certificate));
  const leaving = posts.find(({ leader }) => leader === leads);
  const staying = posts.find(({ leader }) => leader !== leads);
  if (leaving === undefined || staying === undefined || free === undefined) throw new Error('no such post');
  await registerInterest(bureau.deps)(bureau.by('王敏'), U1, { inspector: bureau.certificate(free.name), target: target.code, text: '配偶任职' });
  const entry = await requestSubstitution(bureau.deps)(bureau.by(leaving.name), id, leaving.inspector, reason, '子女在该机构就读');
  const asked = entry.events.find((fact) => fact.type === 'SubstitutionRequested');
  const substitution = substitutionId(asked?.substitution ?? '');
  if (substitution === null) throw new Error('not requested');
  if ((await substitutes(bureau.deps)(substitution)).candidates.length > 0) throw new Error('somebody qualifies');
  return { bureau, task, inspection: id, substitution, leaving, staying };
};
