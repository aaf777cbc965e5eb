/** Every card the house can build is a card the platform takes. The judge is the sandbox's strict check of card JSON 2.0. */
import fc from 'fast-check';
import { cutText, wireBytes } from '../../../src/adapters/feishu/fit.ts';
import { escapeText } from '../../../src/adapters/feishu/outgoing.ts';
import { render, type RenderOptions } from '../../../src/adapters/feishu/render.ts';
import { plain as escapeMarkdown } from '../../../src/chat/markdown.ts';
import type { Button, Card, Field } from '../../../src/chat/platform.ts';
import { checkCard } from '../../../src/sandbox/card/check.ts';

const GROUP: RenderOptions = { place: 'group', mark: 'y0123456789abcdef012' };
const problems = (card: unknown, formButtonBehaviors: 'deliver' | 'refuse' = 'deliver') =>
  checkCard(JSON.parse(JSON.stringify(card)), { isUser: () => false, isImage: () => false, maxTables: 1, formButtonBehaviors });
const found = (card: unknown, tag: string): Record<string, unknown>[] => {
  const all: Record<string, unknown>[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    if (Reflect.get(node, 'tag') === tag) all.push(node as Record<string, unknown>);
    Object.values(node).forEach(walk);
  };
  walk(card);
  return all;
};
const bare: Card = { title: '双随机抽查任务通知', tone: 'info', summary: '任务 T2026-007' };

describe('what a card shows', () => {
  test('a task notice: facts, two buttons, one of them asked back', () => {
    const card = render({
      ...bare, body: '您被随机抽取为本次检查的**主检人员**', fields: [{ label: '检查对象', value: '滨江机械有限公司' }, { label: '检查地点', value: '滨江区江南大道 88 号 3 幢 201 室（原机械厂西门）' }],
      actions: [
        { id: 'assignment.accept', label: '接受任务', style: 'primary', value: { inspection: 'T2026-007-02' } },
        { id: 'assignment.substitute', label: '申请更换', confirm: '申请须经分管负责人批准，确定继续吗？' },
        { id: 'assignment.view', label: '查看', disabled: true },
      ],
      note: '请在 03月12日 18:00 前确认',
    }, GROUP);
    expect(problems(card)).toEqual([]);
    const [accept, substitute, view] = found(card, 'button');
    expect(accept).toMatchObject({ type: 'primary_filled', behaviors: [{ type: 'callback', value: { act: 'assignment.accept', place: 'g', value: { inspection: 'T2026-007-02' } } }] });
    expect(substitute).toMatchObject({ confirm: { text: { content: '申请须经分管负责人批准，确定继续吗？' } } });
    expect(view).toMatchObject({ disabled: true });
    expect(found(card, 'div').slice(0, 2)).toMatchObject([{ text: { content: '检查对象', text_color: 'grey' } }, { text: { content: '滨江机械有限公司' } }]);
    expect(card).toMatchObject({ config: { update_multi: true, summary: { content: '任务 T2026-007' } }, header: { template: 'blue' } });
  });
  test('a substitution form: select, date, one line, many lines; what must be filled in says so', () => {
    const card = render({
      ...bare, tone: 'warn',
      form: {
        fields: [
          { type: 'select', name: 'reason', label: '更换事由', required: true, initial: 'LEAVE', options: [{ value: 'LEAVE', text: '因病或其他请假' }, { value: 'OTHER', text: '其他' }] },
          { type: 'multiselect', name: 'people', label: '人选', initial: 'A,C', options: [{ value: 'A', text: '甲' }, { value: 'B', text: '乙' }, { value: 'C', text: '丙' }] },
          { type: 'date', name: 'from', label: '起始日期', initial: '2026-03-16' },
          { type: 'text', name: 'phone', label: '联系方式', hint: '分机号' },
          { type: 'textarea', name: 'text', label: '情况说明', required: true },
        ],
        submit: { id: 'substitution.request', label: '提交申请', style: 'primary', value: { inspection: 'T2026-007-02' } },
      },
    }, { ...GROUP, place: 'person' });
    expect(problems(card)).toEqual([]);
    expect(found(card, 'select_static')[0]).toMatchObject({ name: 'reason', required: true, initial_option: 'LEAVE' });
    expect(found(card, 'multi_select_static')[0]).toMatchObject({ selected_values: ['A', 'C'] });
    expect(found(card, 'date_picker')[0]).toMatchObject({ initial_date: '2026-03-16', placeholder: { content: '请选择起始日期' } });
    expect(found(card, 'input')[1]).toMatchObject({ input_type: 'multiline_text', label: { content: '情况说明（必填）' }, required: true });
    expect(found(card, 'button')[0]).toMatchObject({ form_action_type: 'submit', name: 'substitution.request~p~inspection=T2026-007-02', behaviors: [{ value: { place: 'p' } }] });
  });
  test('the button most people want stands above the form that is only for trouble', () => {
    const form = { fields: [{ type: 'text', name: 'what', label: '有问题请写明' }], submit: { id: 'roster.question', label: '有问题' } } as const;
    const order = (card: Card): readonly unknown[] => render(card, GROUP).body.elements.map(({ tag }) => tag);
    expect(order({ ...bare, form, actions: [{ id: 'roster.confirm', label: '我确认真实、及时', style: 'primary' }] })).toEqual(['column_set', 'form']);
    expect(order({ ...bare, form: { ...form, submit: { ...form.submit, style: 'primary' } }, actions: [{ id: 'x', label: '放弃' }] })).toEqual(['form', 'column_set']);
  });
  test('where behaviours on a submit button are refused, the card goes without', () => {
    const card = { ...bare, form: { fields: [], submit: { id: 'x', label: '提交' } } } as const;
    expect(problems(render(card, GROUP), 'refuse')).not.toEqual([]);
    expect(problems(render(card, { ...GROUP, submitBehaviors: false }), 'refuse')).toEqual([]);
  });
  test('a result list: fifty rows, the rest in the attachment', () => {
    const rows = Array.from({ length: 120 }, (_, index) => [String(index + 1), `检查对象${index + 1}`, '张伟、刘洋']);
    const card = render({ ...bare, tone: 'ok', table: { columns: ['序号', '检查对象', '检查人员'], rows }, note: '抽取完成' }, GROUP);
    expect(problems(card)).toEqual([]);
    expect(found(card, 'table')[0]).toMatchObject({ rows: { length: 50 }, columns: [{ data_type: 'text' }, {}, {}] });
    expect(JSON.stringify(card)).toContain('共 120 行，此处为前 50 行，其余见附件。抽取完成');
  });
  test('a chart: two bars a line, a lone series needs no legend, an empty one is left out', () => {
    const charts = [
      { title: '每人检查户数', series: ['实际', '平均份额'] as const, bars: [{ label: '张伟', value: 3, beside: 2.145 }, { label: '李娜', value: 1, beside: 2.145 }] },
      { title: '次数', series: ['次数'] as const, bars: [{ label: '张伟', value: 3 }] }, { title: '没有', series: ['次数'] as const, bars: [] },
    ];
    const card = render({ ...bare, charts }, GROUP);
    expect(problems(card)).toEqual([]);
    const [first, second, none] = found(card, 'chart').map(({ chart_spec: spec }) => spec as { readonly data: { readonly values: readonly unknown[] }; readonly legends: unknown });
    expect(first?.data.values[1]).toEqual({ label: '张伟', kind: '平均份额', figure: 2.1 });
    expect([first?.legends, second?.legends, none]).toEqual([{ visible: true, orient: 'bottom' }, { visible: false, orient: 'bottom' }, undefined]);
    const long = render({ ...bare, charts: [{ title: '长', series: ['次数'], bars: Array.from({ length: 3000 }, (_, n) => ({ label: `人员${String(n)}`, value: n })) }] }, GROUP);
    expect(problems(long)).toEqual([]);
    expect(found(long, 'chart')).toHaveLength(1);
  });

  test('a reminder, a closed card and a card with nothing but its title are cards as well', () => {
    for (const tone of ['danger', 'muted'] as const) expect(problems(render({ ...bare, tone }, GROUP))).toEqual([]);
    expect(found(render(bare, GROUP), 'div')[0]).toMatchObject({ element_id: GROUP.mark, text: { content: bare.summary } });
  });
  test('texts are plain text: what somebody wrote into a reason calls nobody', () => {
    const evil = '<at id=all></at> **粗** [链接](https://x)';
    const card = render({ ...bare, title: evil, fields: [{ label: evil, value: evil }], note: evil, actions: [{ id: 'x', label: evil }], table: { columns: [evil], rows: [[evil]] } }, GROUP);
    expect(found(card, 'markdown')).toEqual([]);
    expect(found(card, 'lark_md')).toEqual([]);
    expect(problems(card)).toEqual([]);
  });
});

describe('what does not fit is cut', () => {
  test('a body of 60 000 characters keeps its beginning, closed and with a hint', () => {
    const card = render({ ...bare, body: `\`\`\`\n${'滨江机械有限公司、'.repeat(7000)}` }, GROUP);
    const content = String(found(card, 'markdown')[0]?.['content']);
    expect(wireBytes(card)).toBeLessThanOrEqual(28 * 1024);
    expect(wireBytes(card)).toBeGreaterThan(27 * 1024);
    expect(content.endsWith('```\n（其余见附件）')).toBe(true);
  });
  test('a cut never leaves half an escape or half a tag', () => {
    expect(cutText('甲&#60;乙', 4)).toBe('甲…');
    expect(cutText('甲<at id=x>', 5)).toBe('甲…');
    expect(cutText('𠮷𠮷𠮷', 2)).toBe('𠮷𠮷…');
    expect(cutText('甲乙', 2)).toBe('甲乙');
  });
  test('a list of 3000 people to choose from is cut and says how to go on', () => {
    const options = Array.from({ length: 3000 }, (_, index) => ({ value: `P${index}`, text: `执法人员${index}` }));
    const card = render({ ...bare, form: { fields: [{ type: 'select', name: 'pick', label: '接替人', options }], submit: { id: 'x', label: '提交' } } }, GROUP);
    expect(problems(card)).toEqual([]);
    expect(JSON.stringify(card)).toContain('其余请用命令指定');
  });
  test('buttons alone beyond the limit are an error of ours, and told as one', () => {
    const actions = Array.from({ length: 150 }, (_, index) => ({ id: `x${index}`, label: '按钮' }));
    expect(() => render({ ...bare, actions }, GROUP)).toThrow('too-large');
  });
});

const words = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength });
const chinese = (maxLength: number) => fc.string({ unit: fc.constantFrom(...Array.from('滨江机械有限公司<>&"\\*_`~[]()#|\n😀𠮷')), maxLength });
const anyText = (maxLength: number) => fc.oneof(words(maxLength), chinese(maxLength));
const name = fc.stringMatching(/^[a-z]{1,12}$/);
const button: fc.Arbitrary<Button> = fc.record(
  { id: fc.stringMatching(/^[a-z]{1,8}\.[a-z]{1,8}$/), label: anyText(150), style: fc.constantFrom('primary', 'default', 'danger'), value: fc.dictionary(name, anyText(30), { maxKeys: 4 }), confirm: anyText(40), disabled: fc.boolean() },
  { requiredKeys: ['id', 'label'] },
);
const options = fc.array(fc.record({ value: anyText(12), text: anyText(30) }), { maxLength: 40 });
const field = fc.oneof(
  fc.record({ type: fc.constantFrom('text', 'textarea', 'date'), name, label: anyText(20), required: fc.boolean(), initial: fc.oneof(anyText(2000), fc.constantFrom('2026-03-16', '2026-13-41')), hint: anyText(20) }, { requiredKeys: ['type', 'name', 'label'] }),
  fc.record({ type: fc.constantFrom('select', 'multiselect'), name, label: anyText(20), options, required: fc.boolean(), initial: anyText(12) }, { requiredKeys: ['type', 'name', 'label', 'options'] }),
) as fc.Arbitrary<Field>;
const card = fc.record(
  {
    title: anyText(60), tone: fc.constantFrom('info', 'ok', 'warn', 'danger', 'muted'), summary: anyText(80), body: fc.oneof(anyText(200), chinese(30_000).map(escapeMarkdown)),
    fields: fc.array(fc.record({ label: anyText(12), value: anyText(400) }), { maxLength: 30 }),
    table: fc.record({ columns: fc.array(anyText(12), { maxLength: 60 }), rows: fc.array(fc.array(anyText(200), { maxLength: 12 }), { maxLength: 200 }) }),
    form: fc.record({ fields: fc.uniqueArray(field, { maxLength: 12, selector: (one) => one.name }), submit: button }),
    actions: fc.array(button, { maxLength: 8 }), note: anyText(120),
  },
  { requiredKeys: ['title', 'tone', 'summary'] },
) as fc.Arbitrary<Card>;

test('whatever the house says, the card is valid, small enough and carries its mark', () => {
  fc.assert(
    fc.property(card, fc.constantFrom('group', 'person'), (neutral, place) => {
      const rendered = render(neutral, { ...GROUP, place });
      expect(problems(rendered)).toEqual([]);
      expect(wireBytes(rendered)).toBeLessThanOrEqual(28 * 1024);
      expect(JSON.stringify(rendered).split(String(GROUP.mark))).toHaveLength(2);
    }),
    { numRuns: 150 },
  );
});

test('a tag somebody typed into a text is only characters', () => {
  fc.assert(fc.property(anyText(80), (raw) => expect(escapeText(raw)).not.toMatch(/<[a-z/]/i)));
  expect(escapeText('3 < 5，<at user_id="all"></at>')).toBe('3 < 5，＜at user_id="all">＜/at>');
});
