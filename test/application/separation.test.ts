/** 岗位分离 where one human holds several roles: the second part is refused, and who could do it is named. */
import { objectToDraw, voidAttempt } from '../../src/application/settle.ts';
import { bindPerson } from '../../src/application/set-up.ts';
import { approveSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { inspectorCode, substitutionId } from '../../src/domain/ids.ts';
import type { Role } from '../../src/domain/people/roles.ts';
import { account, openBureau, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, dispatchedTask, drawIn, newTaskIn } from '../support/ceremony.ts';

const rebind = (bureau: Bureau, name: string, section: string, roles: readonly Role[], certificate: string | null = null) =>
  bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account(name), name, section, roles, certificate: certificate === null ? null : inspectorCode(certificate), inCharge: [] });

test('who objected to a draw does not void it, though he may void others', async () => {
  const bureau = await openBureau();
  await rebind(bureau, '李建国', '综合科', ['section-head', 'deputy']);
  const task = await newTaskIn(bureau);
  await rebind(bureau, '李建国', '综合科', ['section-head']);
  await confirmAll(bureau, task);
  await drawIn(bureau, task);
  await objectToDraw(bureau.deps)(bureau.by('李建国'), task, '大屏与名单不一致');
  await rebind(bureau, '李建国', '综合科', ['section-head', 'deputy']);
  await expect(voidAttempt(bureau.deps)(bureau.by('李建国'), task, '重来')).rejects.toMatchObject({ message: expect.stringContaining('李建国既是异议提出人又是作废批准人'), next: expect.stringContaining('陈志远') });
  await voidAttempt(bureau.deps)(bureau.by('陈志远'), task, '名单与大屏不一致');
});

/** A visit with a member of 教育科 who asks to be replaced. */
const requested = async (bureau: Bureau) => {
  const task = await dispatchedTask(bureau);
  for (const { state } of await bureau.deps.states.find('inspection', { task })) {
    const member = state.posts.find(({ leader, section }) => !leader && section === '教育科');
    if (member === undefined || state.id === null) continue;
    const entry = await requestSubstitution(bureau.deps)(bureau.by(member.name), state.id, member.inspector, 'work-conflict', '出差');
    const fact = entry.events.find((each) => each.type === 'SubstitutionRequested');
    const id = substitutionId(fact?.type === 'SubstitutionRequested' ? fact.substitution : '');
    if (id !== null) return { id, inspectors: state.inspectors };
  }
  throw new Error('no such visit in this seed');
};

test('an approver who inspects himself is no candidate of his own approval', async () => {
  const bureau = await openBureau();
  const { id } = await requested(bureau);
  const { candidates } = await substitutes(bureau.deps)(id);
  const pick = candidates[0];
  if (pick === undefined) throw new Error('no candidate in this seed');
  await rebind(bureau, pick.name, pick.section, ['deputy', 'inspector'], pick.inspector);
  await expect(approveSubstitution(bureau.deps)(bureau.by(pick.name), id, pick.inspector)).rejects.toMatchObject({ message: expect.stringContaining(`${pick.name}既是更换审批人又是顶替人员`) });
  await approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, pick.inspector);
});

test('who witnessed the draw does not step into one of its teams', async () => {
  const bureau = await openBureau();
  const { id } = await requested(bureau);
  const pick = (await substitutes(bureau.deps)(id)).candidates[0];
  if (pick === undefined) throw new Error('no candidate in this seed');
  await rebind(bureau, pick.name, pick.section, ['clerk']);
  await rebind(bureau, '孙岩', '驻局纪检', ['supervisor', 'inspector'], pick.inspector);
  await expect(approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, pick.inspector)).rejects.toMatchObject({ name: 'Refusal' });
});
