/**
 * Cards as the product sends them, for the page's tests: a notice, a form, an approval, a result with a table, and one
 * with every component at once.
 */
const plain = (content: string) => ({ tag: 'plain_text', content });
const markdown = (content: string, more: object = {}) => ({ tag: 'markdown', content, ...more });
const callback = (value: object) => [{ type: 'callback', value: { v: 1, ...value } }];
const halves = (...elements: readonly object[]) => ({
  tag: 'column_set', flex_mode: 'none', horizontal_spacing: '8px',
  columns: elements.map((element) => ({ tag: 'column', width: 'weighted', weight: 1, elements: [element] })),
});
const field = (label: string, content: string) => ({ is_short: true, text: { tag: 'lark_md', content: `**${label}**\n${content}` } });

interface Frame { readonly title: string; readonly subtitle: string; readonly template: string; readonly tag?: string; readonly summary: string; readonly width?: string }
const card = ({ title, subtitle, template, tag, summary, width = 'default' }: Frame, elements: readonly object[]) => ({
  schema: '2.0',
  config: { update_multi: true, width_mode: width, summary: { content: summary } },
  header: { title: plain(title), subtitle: plain(subtitle), template, ...(tag === undefined ? {} : { text_tag_list: [{ tag: 'text_tag', text: plain(tag), color: template }] }) },
  body: { direction: 'vertical', padding: '12px 12px 20px 12px', vertical_spacing: 'medium', elements },
});

export const notice = (person: string, mate: string, state: '待确认' | '已接受') => card({ title: '双随机抽查任务通知', subtitle: 'T2026-007 · 校外托管机构专项抽查', template: state === '已接受' ? 'green' : 'blue', tag: state, summary: `抽查任务 T2026-007：${state}` }, [
  markdown(`<at id=${person}></at> 您被随机抽取为本次检查的**主检人员**，请确认是否参加。`),
  { tag: 'div', fields: [field('检查对象', '海港区启明托管中心'), field('检查日期', '2026-03-16'), field('检查地点', '港湾路 88 号'), field('确认截止', "<font color='red'>2026-03-12 18:00</font>")] },
  { tag: 'person_list', persons: [{ id: person }, { id: mate }], show_name: true, show_avatar: true, size: 'small', drop_invalid_user_id: true },
  { tag: 'collapsible_panel', expanded: false, header: { title: plain('检查事项（3 项）') }, border: { color: 'grey', corner_radius: '5px' }, padding: '8px', elements: [markdown('1. 食品安全管理制度\n2. 从业人员健康证明\n3. 消防设施')] },
  { tag: 'hr' },
  ...(state === '已接受' ? [markdown('王敏 于 09:31 接受', { text_size: 'notation' })] : [halves(
    { tag: 'button', text: plain('接受任务'), type: 'primary_filled', width: 'fill', behaviors: callback({ act: 'task.accept' }) },
    { tag: 'button', text: plain('申请更换'), type: 'default', width: 'fill', confirm: { title: plain('申请更换'), text: plain('申请须经分管负责人同意，确定继续吗？') }, behaviors: callback({ act: 'task.substitute' }) },
  )]),
]);

export const substitution = (people: readonly string[]) => card({ title: '更换检查人员申请', subtitle: 'T2026-007 · 海港区启明托管中心', template: 'orange', summary: '更换申请：T2026-007' }, [
  markdown('提交后由分管负责人审批；同意后按**递补顺序**更换。'),
  {
    tag: 'form', name: 'substitution', elements: [
      markdown('**更换事由**'),
      { tag: 'select_static', name: 'reason', required: true, width: 'fill', placeholder: plain('请选择更换事由'), options: [['RECUSAL', '与检查对象存在利害关系（回避）'], ['DUTY', '公务冲突'], ['LEAVE', '因病或其他请假']].map(([value, text]) => ({ value, text: plain(text ?? '') })) },
      markdown('**涉及的检查事项**'),
      { tag: 'multi_select_static', name: 'items', width: 'fill', placeholder: plain('可多选'), options: ['食品安全', '健康证明', '消防设施'].map((text, index) => ({ value: `I${String(index + 1)}`, text: plain(text) })) },
      markdown('**建议接替人**'),
      { tag: 'select_person', name: 'mate', width: 'fill', placeholder: plain('从候选人中选择'), options: people.map((value) => ({ value })) },
      markdown('**无法参加的起始日期**'),
      { tag: 'date_picker', name: 'from', required: true, width: 'fill', placeholder: plain('请选择日期') },
      { tag: 'input', name: 'words', required: true, label: plain('情况说明'), label_position: 'top', input_type: 'multiline_text', rows: 3, max_length: 200, width: 'fill', placeholder: plain('请说明具体情况') },
      { tag: 'checker', name: 'truth', checked: false, text: plain('以上内容属实') },
      halves(
        { tag: 'button', name: 'submit__1', text: plain('提交申请'), type: 'primary_filled', width: 'fill', form_action_type: 'submit', behaviors: callback({ act: 'substitution.request' }) },
        { tag: 'button', name: 'reset__1', text: plain('清空重填'), type: 'default', width: 'fill', form_action_type: 'reset' },
      ),
    ],
  },
]);

export const NAMES = ['启明托管中心', '向阳培训学校', '海韵幼儿园', '博雅艺术培训中心', '康宁口腔诊所', '仁爱中医馆', '德济大药房', '晨光小学食堂', '滨海卫生院', '新桥村卫生室', '乐学托管', '安和护理院'];

export const result = (people: readonly string[]) => card({ title: '双随机抽取结果', subtitle: '批次 D2026-031 · 2026-03-10 09:32 抽取', template: 'green', tag: '已锁定', summary: '抽取结果：检查对象 12 户，检查人员 6 名', width: 'fill' }, [
  { tag: 'column_set', flex_mode: 'none', horizontal_spacing: '12px', columns: [['12 / 240', '抽取对象 / 名录总数'], ['6 / 48', '抽取人员 / 名录总数']].map(([big, small]) => ({
    tag: 'column', width: 'weighted', weight: 1, background_style: 'green-50', padding: '12px', vertical_spacing: '2px',
    elements: [markdown(`## ${big ?? ''}`, { text_align: 'center' }), markdown(`<font color='grey'>${small ?? ''}</font>`, { text_align: 'center', text_size: 'notation' })],
  })) },
  {
    tag: 'table', page_size: 5, row_height: 'low', freeze_first_column: true, header_style: { background_style: 'grey', bold: true },
    columns: [
      { name: 'no', display_name: '序号', data_type: 'number', width: '80px', horizontal_align: 'center', format: { precision: 0 } },
      { name: 'target', display_name: '检查对象', data_type: 'text' }, { name: 'risk', display_name: '信用风险', data_type: 'options' },
      { name: 'team', display_name: '检查人员', data_type: 'persons' }, { name: 'day', display_name: '检查日期', data_type: 'date', date_format: 'YYYY/MM/DD' },
    ],
    rows: NAMES.map((target, index) => ({
      no: index + 1, target, risk: [index % 3 === 0 ? { text: 'C', color: 'orange' } : { text: 'B', color: 'blue' }],
      team: [0, 1].map((step) => people[(index + step) % people.length] ?? ''), day: 1773619200000 + (index % 4) * 86_400_000,
    })),
  },
  { tag: 'collapsible_panel', expanded: false, header: { title: plain('抽取留痕（种子、名录版本、校验值）') }, border: { color: 'grey', corner_radius: '5px' }, padding: '8px', elements: [markdown('随机种子：`9f2c41e1`\n结果 SHA-256：`5b71a00c`', { text_size: 'notation' })] },
  { tag: 'hr' },
  { tag: 'button', text: plain('发送结果表（.xlsx）'), type: 'primary_filled', width: 'fill', behaviors: callback({ act: 'draw.sheet' }) },
]);

/** Every component, outside of a form where it stands alone; `picture` is an image key. */
export const everything = (person: string, picture: string) => card({ title: '全部组件', subtitle: '每种组件一个', template: 'indigo', tag: '示例', summary: '全部组件' }, [
  markdown('### 标题\n**粗体** *强调* ~~作废~~ `代码` [链接](https://example.gov.cn/a) <text_tag color=\'green\'>标签</text_tag>\n- 甲\n- 乙\n  1. 乙一\n\n> 引用第十二条\n\n| 单位 | 户数 |\n|:--|--:|\n| 教育科 | 12 |\n| 卫健科 | 7 |'),
  markdown('&lt;img src=x onerror=alert(1)&gt; <script>alert(2)</script> [坏链接](javascript:alert(3))'),
  { tag: 'img', img_key: picture, alt: plain('示意图') },
  { tag: 'person', user_id: person, show_name: true, show_avatar: true, size: 'small' },
  { tag: 'select_static', placeholder: plain('单独的选择'), options: [{ value: 'A', text: plain('甲') }, { value: 'B', text: plain('乙') }], behaviors: callback({ act: 'pick.one' }) },
  { tag: 'multi_select_static', placeholder: plain('单独的多选'), options: [{ value: 'A', text: plain('甲') }, { value: 'B', text: plain('乙') }], behaviors: callback({ act: 'pick.many' }) },
  { tag: 'date_picker', placeholder: plain('单独的日期'), behaviors: callback({ act: 'pick.day' }) },
  { tag: 'input', placeholder: plain('单独的输入'), behaviors: callback({ act: 'write' }) },
  { tag: 'checker', text: plain('单独的勾选'), behaviors: callback({ act: 'tick' }) },
  { tag: 'overflow', options: [{ text: plain('导出'), value: 'export' }, { text: plain('作废'), value: 'void' }], behaviors: callback({ act: 'more' }) },
  { tag: 'interactive_container', has_border: true, corner_radius: '8px', behaviors: callback({ act: 'box' }), elements: [markdown('可以点的一块')] },
  halves(
    { tag: 'button', text: plain('同名'), element_id: 'left', behaviors: callback({ act: 'twin.left' }) },
    { tag: 'button', text: plain('同名'), element_id: 'right', behaviors: callback({ act: 'twin.right' }) },
  ),
  halves(
    { tag: 'button', text: plain('不可用'), disabled: true, disabled_tips: plain('已过截止时间'), behaviors: callback({ act: 'never' }) },
    { tag: 'button', text: plain('打开公示'), type: 'primary_text', behaviors: [{ type: 'open_url', default_url: 'https://example.gov.cn/' }] },
  ),
  { tag: 'button', text: plain('没有行为'), type: 'text' },
]);
