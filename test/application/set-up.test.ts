/**
 * The first minutes of a deployment: the code, the unit, the people, the group.
 */
import { wishRules } from '../../src/application/rules.ts';
import { bindGroup, bindPerson, claimAdministrator, createUnit, refuseBinding, requestBinding, unbindPerson } from '../../src/application/set-up.ts';
import { inspectorCode } from '../../src/domain/ids.ts';
import { account, ADMINISTRATOR_CODE, openBureau, personOf, U1 } from '../support/bureau.ts';

describe('初始设置', () => {
  test('the one-time code works once, however it is typed', async () => {
    const bureau = await openBureau();
    await expect(claimAdministrator(bureau.deps)(bureau.by('别人'), ADMINISTRATOR_CODE, '别人')).rejects.toMatchObject({ code: 'set-up.claimed', message: expect.stringContaining('何涛') });
  });

  test('only the administrator makes units and binds people', async () => {
    const bureau = await openBureau();
    await expect(createUnit(bureau.deps)(bureau.by('王敏'), { name: '另一单位', preset: 'xiping', sections: ['办公室'] })).rejects.toMatchObject({ code: 'set-up.not-administrator' });
    await expect(bindPerson(bureau.deps)(bureau.by('王敏'), U1, { account: account('新人'), name: '新人', section: '教育科', roles: ['clerk'], certificate: null })).rejects.toMatchObject({ code: 'people.not-permitted', next: expect.stringContaining('系统管理员') });
    await expect(bindPerson(bureau.deps)(bureau.by('路人'), U1, { account: account('新人'), name: '新人', section: '教育科', roles: ['clerk'], certificate: null })).rejects.toMatchObject({ code: 'people.unknown' });
  });

  test('a newcomer asks, the administrator confirms; asking twice replaces the first request', async () => {
    const bureau = await openBureau();
    const ask = requestBinding(bureau.deps);
    await ask(bureau.by('吴静'), U1, { account: account('吴静'), name: '吴静', section: '教育科', certificate: inspectorCode('ZF0009') });
    await ask(bureau.by('吴静'), U1, { account: account('吴静'), name: '吴静', section: '卫健科', certificate: inspectorCode('ZF0009') });
    const { state } = await bureau.deps.states.load('unit', U1);
    expect(state.requests).toEqual([expect.objectContaining({ name: '吴静', section: '卫健科' })]);
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('吴静'), name: '吴静', section: '卫健科', roles: ['inspector'], certificate: inspectorCode('ZF0009') });
    expect((await bureau.deps.states.load('unit', U1)).state.requests).toEqual([]);
    await expect(ask(bureau.by('吴静'), U1, { account: account('吴静'), name: '吴静', section: '卫健科', certificate: null })).rejects.toMatchObject({ code: 'people.already-bound' });
    await expect(refuseBinding(bureau.deps)(bureau.by('何涛'), U1, 'nothing')).rejects.toMatchObject({ code: 'people.request-settled' });
  });

  test('a certificate belongs to one person; a section that does not exist is named', async () => {
    const bureau = await openBureau();
    const bind = bindPerson(bureau.deps);
    await expect(bind(bureau.by('何涛'), U1, { account: account('冒名'), name: '冒名', section: '教育科', roles: ['inspector'], certificate: inspectorCode('ZF0001') })).rejects.toMatchObject({ code: 'people.certificate-taken', message: expect.stringContaining('张伟') });
    await expect(bind(bureau.by('何涛'), U1, { account: account('新人'), name: '新人', section: '教务科', roles: ['clerk'], certificate: null })).rejects.toMatchObject({ code: 'unit.unknown-section', next: expect.stringContaining('综合科、教育科、卫健科') });
  });

  test('binding again changes roles and keeps the person; the last administrator stays', async () => {
    const bureau = await openBureau();
    const before = await personOf(bureau, '王敏');
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('王敏'), name: '王敏', section: '综合科', roles: ['clerk', 'section-head'], certificate: null });
    expect(await personOf(bureau, '王敏')).toMatchObject({ id: before.id, roles: ['clerk', 'section-head'] });
    await expect(unbindPerson(bureau.deps)(bureau.by('何涛'), U1, (await personOf(bureau, '何涛')).id)).rejects.toMatchObject({ code: 'people.last-administrator' });
  });

  test('the only administrator who takes a further part remains administrator: nobody locks himself out', async () => {
    const bureau = await openBureau();
    const { id } = await personOf(bureau, '何涛');
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('何涛'), name: '何涛', section: '综合科', roles: ['clerk'], certificate: null });
    expect(await personOf(bureau, '何涛')).toMatchObject({ id, roles: ['administrator', 'clerk'] });
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('王敏'), name: '王敏', section: '综合科', roles: ['administrator'], certificate: null });
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('何涛'), name: '何涛', section: '综合科', roles: ['clerk'], certificate: null });
    expect(await personOf(bureau, '何涛')).toMatchObject({ roles: ['clerk'] });
  });

  test('a group belongs to one unit', async () => {
    const bureau = await openBureau();
    const group = { platform: 'feishu', chat: 'oc_1', name: '双随机工作群', outsiders: false } as const;
    await bindGroup(bureau.deps)(bureau.by('何涛'), U1, group);
    await expect(bindGroup(bureau.deps)(bureau.by('何涛'), U1, group)).rejects.toMatchObject({ code: 'group.already-bound' });
  });

  test('another rule set is a new version; the same one again is refused', async () => {
    const bureau = await openBureau();
    await wishRules(bureau.deps)(bureau.by('周正'), U1, { kind: 'preset', preset: 'baofeng' });
    expect((await bureau.deps.states.load('unit', U1)).state.rules).toEqual({ preset: 'baofeng', version: 2 });
    await expect(wishRules(bureau.deps)(bureau.by('周正'), U1, { kind: 'preset', preset: 'baofeng' })).rejects.toMatchObject({ code: 'rules.same' });
  });
});
