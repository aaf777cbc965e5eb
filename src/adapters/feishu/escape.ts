/**
 * Making text inert where the platform would act on it: 「<at user_id="all">」 in somebody's remark must not call everybody.
 */

/** For card markdown: the characters the platform documents as special, as HTML entities. */
export const escapeMarkdown = (text: string): string =>
  text.replace(/[&<>*~[\]()#:_`|\\!]/g, (character) => `&#${String(character.codePointAt(0))};`);

/** For text messages, where only tags are special: they keep their look. */
export const escapeText = (text: string): string => text.replace(/<(?=[a-z/])/gi, '＜');
