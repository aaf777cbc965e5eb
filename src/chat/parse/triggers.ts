/** 重点对象的情形 as people say it: any part of its name, or one of the everyday words for it. */
import type { KeyTrigger } from '../../domain/rules/rule-set.ts';
import { TRIGGER_NAMES } from '../../domain/rules/shapes.ts';

const EVERYDAY: readonly (readonly [RegExp, readonly KeyTrigger[]])[] = [
  [/投诉|举报/, ['complaints-verified', 'complaints']],
  [/异常名录|经营异常/, ['abnormal-list', 'abnormal-mark']],
  [/失信/, ['serious-dishonesty', 'blacklist', 'serious-violation']],
  [/黑名单/, ['blacklist', 'serious-dishonesty', 'serious-violation']],
  [/严重违法|违法违规/, ['serious-violation', 'serious-dishonesty', 'blacklist']],
  [/关注名单|重点关注/, ['attention-list']],
  [/关注度|社会关注/, ['social-attention']],
  [/处罚|查处/, ['penalties']],
  [/食品|药品|安全|环保|环境|特殊行业|重点领域/, ['special-field']],
];

const isTrigger = (text: string): text is KeyTrigger => Object.hasOwn(TRIGGER_NAMES, text);
const TRIGGERS = Object.keys(TRIGGER_NAMES).filter(isTrigger);

/** @param known triggers of the bureau's own rules: of two that fit the words, the one it has */
export const triggerNamed = (text: string, known: readonly KeyTrigger[]): KeyTrigger | null => {
  const typed = text.normalize('NFKC').trim();
  if (typed === '') return null;
  if (isTrigger(typed)) return typed;
  const fitting = [...TRIGGERS.filter((trigger) => TRIGGER_NAMES[trigger].includes(typed)), ...EVERYDAY.flatMap(([pattern, triggers]) => (pattern.test(typed) ? triggers : []))];
  return fitting.find((trigger) => known.includes(trigger)) ?? fitting[0] ?? null;
};
