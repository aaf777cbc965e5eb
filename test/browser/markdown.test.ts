/**
 * What cards say in markdown, as the chat page understands it. Source: the platform's document “富文本（Markdown）组件”.
 */
import fc from 'fast-check';
import { parseInline, safeHref } from '../../src/sandbox/page/markdown/inline.ts';
import type { Block, Inline } from '../../src/sandbox/page/markdown/model.ts';
import { parseMarkdown } from '../../src/sandbox/page/markdown/parse.ts';

const text = (words: string): Inline => ({ kind: 'text', text: words });
const paragraph = (...children: readonly Inline[]): Block => ({ kind: 'paragraph', children });

describe('words inside a line', () => {
  test('bold, red and a mention stand in one sentence', () => {
    expect(parseInline("<at id=ou_1></at> **滨江机械** 截止 <font color='red'>3月20日</font>")).toEqual([
      { kind: 'at', users: ['ou_1'] }, text(' '), { kind: 'strong', children: [text('滨江机械')] }, text(' 截止 '), { kind: 'font', colour: 'red', children: [text('3月20日')] },
    ]);
  });

  test('several people, and everybody, can be mentioned', () => {
    expect(parseInline('<at ids=ou_1,ou_2></at><at id=all></at>')).toEqual([{ kind: 'at', users: ['ou_1', 'ou_2'] }, { kind: 'at', users: 'all' }]);
  });

  test('a link is a link only when its address is harmless', () => {
    expect(parseInline('[公示](https://example.gov.cn/a_(1))')).toEqual([{ kind: 'link', href: 'https://example.gov.cn/a_(1)', children: [text('公示')] }]);
    expect(parseInline('[点我](javascript:alert)')).toEqual([text('点我')]);
    expect(parseInline('<a href="data:text/html,x">看</a>')).toEqual([text('看')]);
  });

  test('an address in running text ends at Chinese punctuation', () => {
    expect(parseInline('见 https://example.gov.cn/x，谢谢')).toEqual([text('见 '), { kind: 'link', href: 'https://example.gov.cn/x', children: [text('https://example.gov.cn/x')] }, text('，谢谢')]);
  });

  test('escaped characters come back as they were meant', () => {
    expect(parseInline('&#42;&#42;不是粗体&#42;&#42; &lt;at id=all&gt; \\*星\\*')).toEqual([text('**不是粗体** <at id=all> '), text('*'), text('星'), text('*')]);
  });

  test('marks that are never closed stay visible', () => {
    expect(parseInline('**没有结束 `也没有 [这个](也')).toEqual([text('**没有结束 `也没有 [这个](也')]);
  });

  test('code keeps its stars, and a wrong tag is only text', () => {
    expect(parseInline('`a**b**`')).toEqual([{ kind: 'code', text: 'a**b**' }]);
    expect(parseInline('<script>alert(1)</script>')).toEqual([text('<script>alert(1)</script>')]);
  });

  test('tags and dates are understood', () => {
    expect(parseInline("<text_tag color='green'>已公示</text_tag>")).toEqual([{ kind: 'tag', colour: 'green', children: [text('已公示')] }]);
    expect(parseInline("<local_datetime millisecond='1773619200000' format_type='date_num'></local_datetime>")).toEqual([{ kind: 'time', epochMs: 1773619200000, format: 'date_num' }]);
  });
});

describe('lines', () => {
  test('a line break stays a line break', () => {
    expect(parseMarkdown('**检查对象**\n滨江机械')).toEqual([paragraph({ kind: 'strong', children: [text('检查对象')] }, { kind: 'break' }, text('滨江机械'))]);
  });

  test('headings, rules and quotes', () => {
    expect(parseMarkdown('## 6 / 120\n---\n> 依据 第十二条')).toEqual([
      { kind: 'heading', level: 2, children: [text('6 / 120')] }, { kind: 'rule' }, { kind: 'quote', children: [paragraph(text('依据 第十二条'))] },
    ]);
  });

  test('a list keeps its number and what is nested in it', () => {
    expect(parseMarkdown('3. 使用登记\n  - 定期检验\n4. 持证')).toEqual([
      { kind: 'list', ordered: true, start: 3, items: [[paragraph(text('使用登记')), { kind: 'list', ordered: false, start: 1, items: [[paragraph(text('定期检验'))]] }], [paragraph(text('持证'))]] },
    ]);
  });

  test('a table has a head, aligned columns and as many cells as the head', () => {
    expect(parseMarkdown('| 单位 | 户数 |\n|:--|--:|\n| 滨江 | 12 |\n| 城北 |')).toEqual([{
      kind: 'table', align: ['left', 'right'], head: [[text('单位')], [text('户数')]], rows: [[[text('滨江')], [text('12')]], [[text('城北')], []]],
    }]);
  });

  test('a fence shows what is in it untouched', () => {
    expect(parseMarkdown('```json\n{"a": "**b**"}\n```\n完')).toEqual([{ kind: 'code', language: 'json', text: '{"a": "**b**"}' }, paragraph(text('完'))]);
  });
});

test('whatever is thrown at it, the parser answers, and no link leads anywhere but http, https or mail', () => {
  const hrefs = (nodes: readonly Inline[]): readonly string[] => nodes.flatMap((node) => (node.kind === 'link' ? [node.href] : 'children' in node ? hrefs(node.children) : []));
  const pieces = fc.constantFrom('**', '*', '`', '[', '](', ')', '<at id=', '<font color=', '</font>', '<a href=', '>', 'javascript:alert(1)', 'https://x.cn', '\n', '|', '---', '- ', '1. ', '```', '&lt;', '\\', '文');
  fc.assert(fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
    const source = parts.join('');
    parseMarkdown(source);
    expect(hrefs(parseInline(source)).filter((href) => safeHref(href) === null)).toEqual([]);
  }), { numRuns: 300 });
});
