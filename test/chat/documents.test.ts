/**
 * Papers that are signed and filed: 检查审批表, 更换审批表, 抽取见证书, and what the bureau has on its notices. What they say is what the
 * journal says.
 */
import PizZip from 'pizzip';
import { approveCheck, dispatchTask } from '../../src/application/settle.ts';
import { issueNotice } from '../../src/application/notice.ts';
import { substitutionId } from '../../src/domain/ids.ts';
import type { InspectionId, TaskId } from '../../src/domain/ids.ts';
import { rulesInForce } from '../../src/domain/rules/adopted.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import { openBureau } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, dispatchedTask, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const fileIn = (list: readonly Delivered[], name: RegExp): { readonly name: string; readonly blob: string } => {
  const file = list.map(({ message }) => message).find((message) => message.kind === 'file' && name.test(message.name));
  if (file?.kind !== 'file') throw new Error(`no file ${String(name)}`);
  return file;
};
const textOf = async ({ bureau }: Office, blob: string): Promise<string> => {
  const zip = new PizZip(await bureau.deps.blobs.get(blob as never));
  return (zip.file('word/document.xml')?.asText() ?? '').replace(/<w:br\/>|<\/w:p>/g, '\n').replace(/<[^>]+>/g, '').replaceAll('&#60;', '<');
};

const locked = async (over: Partial<TaskSettings> = {}): Promise<{ readonly office: Office; readonly bureau: Bureau; readonly task: TaskId }> => {
  const bureau = await openBureau({ preset: 'xiping' });
  const office = await openOffice({ bureau });
  await office.say('周正', '规则 叠加 54号');
  const task = await newTaskIn(bureau, over);
  await confirmAll(bureau, task);
  await drawIn(bureau, task);
  await lockIn(bureau, task);
  return { office, bureau, task };
};

describe('检查审批表', () => {
  test('comes with the approval, says who approved what when, and stays the same paper', async () => {
    const { office, bureau, task } = await locked();
    expect(await textOf(office, fileIn(await office.say('王敏', `审批表 ${task}`), /行政检查审批表/).blob)).toContain('________');
    const made = fileIn(await office.say('陈志远', `审批 ${task} 同意`), /^行政检查审批表_T2026-001\.docx$/);
    const text = await textOf(office, made.blob);
    const visits = (await bureau.deps.states.find('inspection', { task })).map(({ state }) => state);
    expect(text).toContain(`${String(visits.length)} 户`);
    for (const { id, target, posts } of visits) {
      for (const said of [id, target?.name, target?.code, ...posts.map(({ name, inspector, leader }) => `${name}（${leader ? '组长 ' : ''}${inspector}）`)]) expect(text).toContain(said ?? '?');
    }
    for (const said of ['办学行为检查', '民办教育促进法第四十条', '第 1 次', '上级交办', '同意实施本次检查。', '陈志远', '2026年9月8日 09:00', '国办发〔2024〕54号']) expect(text).toContain(said);
    expect(text).not.toMatch(/\{\{|\}\}|____/);
    const { state } = await bureau.deps.states.load('task', task);
    expect(state.approval?.file?.sha256).toBe(made.blob);
    bureau.setTime('2026-09-20T01:00:00.000Z');
    expect(fileIn(await office.say('孙岩', `导出 审批表 ${task}`), /审批表/).blob).toBe(made.blob);
  });

  test('is signed 代 where somebody decided in another\'s place', async () => {
    const { office, bureau, task } = await locked();
    await office.say('陈志远', '授权 李建国 检查审批 9.8-9.30');
    await approveCheck(bureau.deps)(bureau.by('李建国'), task);
    expect(await textOf(office, fileIn(await office.say('王敏', `审批表 ${task}`), /审批表/).blob)).toContain('李建国（代陈志远）');
  });

  test('is no paper for inspectors and the administrator; before the lock there is none', async () => {
    const { office, bureau, task } = await locked({ noNotice: true, window: { from: '2026-09-14', to: '2026-09-30' } });
    expect(words(office, await office.say('张伟', `审批表 ${task}`))).toContain('由经办人、各级负责人和监督员查看');
    expect(words(office, await office.say('何涛', `审批表 ${task}`))).toContain('不能查看任务的日志和表');
    const next = await newTaskIn(bureau, { name: '下一批' });
    expect(words(office, await office.say('王敏', `审批表 ${next}`))).toContain('名单还没有锁定');
    expect(words(office, await office.say('王敏', `见证书 ${next}`))).toContain('没有见证书');
  });
});

test('更换审批表 says who is replaced by whom for which reason, and nothing of an illness', async () => {
  const { office, bureau, task } = await locked();
  await approveCheck(bureau.deps)(bureau.by('陈志远'), task);
  await dispatchTask(bureau.deps)(bureau.by('王敏'), task);
  const [visit] = (await bureau.deps.states.find('inspection', { task })).map(({ state }) => state);
  const post = visit?.posts.find(({ leader }) => !leader);
  await office.say(post?.name ?? '', `更换 ${visit?.id ?? ''} 健康 阑尾炎住院`);
  expect(words(office, await office.say('王敏', '审批表 SUB2026-001'))).toContain('还没有审批');
  const asked = office.card(office.inbox('陈志远'), '更换申请');
  const spare = asked.card.form?.fields.flatMap((field) => ('options' in field ? field.options : []))[0]?.value ?? '';
  await office.say('陈志远', `同意更换 1 ${spare}`);
  const text = await textOf(office, fileIn(await office.say('孙岩', '导出 更换审批表 SUB2026-001'), /^更换检查人员审批表_SUB2026-001\.docx$/).blob);
  const id = substitutionId('SUB2026-001');
  if (id === null) throw new Error('no id');
  const { state } = await bureau.deps.states.load('substitution', id);
  for (const said of [post?.name ?? '', post?.inspector ?? '', state.pick ?? '', '健康状况', '由分管负责人在合格人员中选派', '同意更换。', '陈志远', visit?.target?.name ?? '']) expect(text).toContain(said);
  expect(text).not.toMatch(/阑尾炎|住院|\{\{/);
});

test('抽取见证书 carries the fingerprints of the draw that was locked, and what was given up before it; it names no object', async () => {
  const bureau = await openBureau();
  const office = await openOffice({ bureau });
  const task = await newTaskIn(bureau);
  await confirmAll(bureau, task);
  await drawIn(bureau, task);
  await office.say('陈志远', `作废 ${task} 大屏没有显示`);
  await drawIn(bureau, task, '1122');
  await lockIn(bureau, task);
  const text = await textOf(office, fileIn(await office.say('孙岩', `见证书 ${task}`), /^抽取见证书_T2026-001\.docx$/).blob);
  const { attempts } = (await bureau.deps.states.load('task', task)).state;
  const [, standing] = attempts;
  for (const said of [standing?.planHash, standing?.seed, standing?.targets.sha256, '孙岩', '赵红', '大屏没有显示', '开出的结果与显示一致', `抽中 ${String(standing?.selected)} 户`]) expect(text).toContain(said ?? '?');
  expect(text).not.toMatch(/培训机构QT|\{\{/);
});

describe('what stands on the bureau\'s papers', () => {
  /** @param writes documents from their templates, or only what they would say */
  const ready = async (writes: 'documents' | 'words') => {
    const opened = await openBureau();
    const plain = { fill: (model: unknown) => Promise.resolve(new TextEncoder().encode(JSON.stringify(model))) };
    const bureau: Bureau = writes === 'documents' ? opened : { ...opened, deps: { ...opened.deps, documentWriter: plain } };
    const office = await openOffice({ bureau });
    const task = await dispatchedTask(bureau);
    const ids = (await bureau.deps.states.find('inspection', { task })).map(({ state }) => state.id).filter((id) => id !== null);
    const notice = (id: InspectionId | undefined, on = '2026-09-16') => issueNotice(bureau.deps)(bureau.by('王敏'), id ?? ('' as never), { on, part: 'day', materials: [], place: '', method: '', assistants: null, phone: '' });
    const numberOf = async (id: InspectionId | undefined): Promise<string> => (await bureau.deps.states.load('inspection', id ?? '')).state.notice?.number ?? '';
    const change = async (what: string, nth: number): Promise<void> => {
      await office.say('王敏', `规则 修改 ${what} 依据=局办公会纪要`);
      await office.say('周正', `规则 同意 ${String(nth)}`);
    };
    return { bureau, office, ids, notice, numberOf, change };
  };

  test('without a telephone for complaints the notice has a blank, and its maker is told; the clerk proposes one, a leader approves', async () => {
    const { office, bureau, ids, change } = await ready('documents');
    const first = await office.say('王敏', `通知 ${ids[0] ?? ''} 9.16`);
    expect(words(office, first)).toContain('还没有设置投诉电话');
    expect(await textOf(office, fileIn(first, /通知书/).blob)).toContain('投诉电话：________');
    expect(words(office, await office.say('王敏', '规则 修改 投诉电话=打这里 依据=局办公会纪要'))).toContain('0631-5581234');
    await change('投诉电话=0631-5587700', 1);
    const second = await office.say('王敏', `通知 ${ids[1] ?? ''} 9.16`);
    expect(words(office, second)).not.toContain('还没有设置投诉电话');
    expect(await textOf(office, fileIn(second, /通知书/).blob)).toContain('投诉电话：0631-5587700');
    expect(words(office, await office.say('张伟', '规则'))).toContain('0631-5587700');
    await office.say('周正', '规则 采用 宝丰');
    const { rules } = (await bureau.deps.states.load('unit', 'U1')).state;
    expect([rules.preset, rulesInForce(rules).documents.complaintPhone.value]).toEqual(['baofeng', '0631-5587700']);
  });

  test('notices are numbered through the year without gap or double, also when two are made at once; a notice made again takes the next number', async () => {
    const { bureau, ids, notice, numberOf, change } = await ready('words');
    await notice(ids[0]);
    expect(await numberOf(ids[0])).toBe(`检通〔2026〕${(ids[0] ?? '').slice(6)}号`);
    await change('通知书文号=临教检通〔2026〕{序号}号', 1);
    await Promise.all(ids.slice(0, 2).map((id) => notice(id)));
    const numbers = await Promise.all(ids.slice(0, 2).map((id) => numberOf(id)));
    expect(numbers.map((number) => number.replace(/（.*/, '')).toSorted()).toEqual([1, 2].map((serial) => `临教检通〔2026〕${String(serial)}号`));
    expect(numbers[0]).toContain('（重新制发，此前的作废）');
    await notice(ids[1], '2026-09-17');
    expect(await numberOf(ids[1])).toBe('临教检通〔2026〕3号（重新制发，此前的作废）');
    const serials = (await bureau.deps.journal.read(0, 10_000)).flatMap(({ events }) => events.flatMap((fact) => (fact.type === 'NoticeIssued' ? [fact.serial] : [])));
    expect(serials.filter((serial) => serial !== undefined).toSorted()).toEqual([1, 2, 3]);
  });
});
