import { personalIn, withoutPersonal } from '../../../src/domain/roster/privacy.ts';

describe('personal data in words meant for the public', () => {
  it.each([
    ['联系 13812345678', '13812345678'],
    ['电话：138 1234 5678。', '138 1234 5678'],
    ['＋86-13812345678', '+86-13812345678'],
    ['１３８１２３４５６７８', '13812345678'],
  ])('%s: a mobile number', (text, found) => {
    expect(personalIn(text)).toEqual([{ kind: 'mobile', text: found }]);
  });

  it('an identity card is known by its birthday and its check digit', () => {
    expect(personalIn('身份证11010519491231002X号')).toEqual([{ kind: 'identity-card', text: '11010519491231002X' }]);
    expect(personalIn('身份证110105194912310021号')).toEqual([]);
  });

  it.each(['91350100M000100Y43', '110108000000016', '5b0ea80ec40723c113812345678bca57484d6ca5a48d1e25339b08c93d8f42dc', '2026-09-08 09:12:31', 'T2026-007-02', '0631-5551234'])('%s is nothing personal', (text) => {
    expect(personalIn(text)).toEqual([]);
  });

  it('words that have to stay are starred', () => {
    expect(withoutPersonal('孙岩 13812345678，11010519491231002X')).toBe('孙岩 138****5678,11*************02X');
  });
});
