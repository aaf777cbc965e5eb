import { checkCharacter, creditCodeFault, isCreditCode, isOrganisationCode, isRegistrationNumber, kindByCreditCode, organisationCheck, withoutLookalikes } from '../../../src/domain/roster/credit-code.ts';

/** A valid code for eight digits of a region and eight of an organisation. */
const codeOf = (start: string, organisation: string): string => {
  const first17 = `${start}${organisation}${organisationCheck(organisation) ?? ''}`;
  return first17 + (checkCharacter(first17) ?? '');
};

describe('统一社会信用代码', () => {
  it('the published example ends in 3, not in Z', () => {
    expect(checkCharacter('91350100M000100Y4')).toBe('3');
    expect(isCreditCode('91350100M000100Y43')).toBe(true);
    expect(isCreditCode('91350100M000100Y4Z')).toBe(false);
  });

  it('a wrong last character is named with the right one', () => {
    expect(creditCodeFault('91350100M000100Y4Z')).toBe('校验位错，应为 3');
  });

  it('letters that the code never uses are named with their place', () => {
    expect(creditCodeFault('91350100M0O0100Y43')).toBe('第 11 位“O”不会出现在代码里（不用 I、O、S、V、Z）');
    expect(creditCodeFault('91350100M000100Y4')).toBe('应为 18 位，实为 17 位');
  });

  it('one wrong character inside is found when both check digits agree on it', () => {
    const right = codeOf('91371000', 'MA3CF1X2');
    const wrong = `${right.slice(0, 12)}${right.charAt(12) === '7' ? '8' : '7'}${right.slice(13)}`;
    expect(creditCodeFault(wrong)).toMatch(/校验位错/);
    expect(isCreditCode(wrong)).toBe(false);
  });

  it('two characters swapped are put back when only one swap makes a code', () => {
    const right = codeOf('91371000', 'MA3CF1X2');
    const swapped = right.slice(0, 8) + right.charAt(9) + right.charAt(8) + right.slice(10);
    expect(creditCodeFault(swapped)).toContain(right);
  });

  it('O typed for 0 is repaired only when the check digit then holds', () => {
    expect(withoutLookalikes('9135O1OOMOOO1OOY43')).toBe('91350100M000100Y43');
    expect(withoutLookalikes('9135O1OOMOOO1OOY44')).toBe('9135O1OOMOOO1OOY44');
  });

  it('every single wrong character is noticed', () => {
    const right = codeOf('91371000', 'MA3CF1X2');
    for (let at = 0; at < 18; at += 1) {
      for (const character of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
        if (character === right.charAt(at)) continue;
        expect(isCreditCode(right.slice(0, at) + character + right.slice(at + 1))).toBe(false);
      }
    }
  });

  it('the first two characters say what kind of body it is', () => {
    expect(kindByCreditCode(codeOf('91371000', 'MA3CF1X2'))).toBe('企业');
    expect(kindByCreditCode(codeOf('92371000', 'MA3CF1X2'))).toBe('个体');
    expect(kindByCreditCode(codeOf('52371000', 'MJD5F1X2'))).toBe('社会组织');
  });
});

describe('codes before 2015', () => {
  it('a 15-digit registration number has its own check digit', () => {
    expect(isRegistrationNumber('110108000000016')).toBe(true);
    expect(isRegistrationNumber('110108000000017')).toBe(false);
    expect(isRegistrationNumber('1101080000000')).toBe(false);
  });

  it('an organisation code is known with and without its dash', () => {
    expect(organisationCheck('D2143569')).toBe('X');
    expect(isOrganisationCode('D2143569-X')).toBe(true);
    expect(isOrganisationCode('D2143569X')).toBe(true);
    expect(isOrganisationCode('D21435691')).toBe(false);
  });
});
