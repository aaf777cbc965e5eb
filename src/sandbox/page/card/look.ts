/**
 * Platform words for looks (colours, sizes, spacings) → CSS values.
 *
 * A card may name only what is in these tables or match a strict pattern; anything else falls back, so a card cannot
 * smuggle CSS. Source: the platform's document “卡片 JSON 2.0 结构”.
 */
const HUES = new Set(['blue', 'wathet', 'turquoise', 'green', 'lime', 'yellow', 'orange', 'red', 'carmine', 'violet', 'purple', 'indigo', 'grey']);
const STRENGTH: Readonly<Record<string, string>> = {
  '50': '9%, white', '100': '17%, white', '200': '32%, white', '300': '52%, white', '350': '62%, white', '400': '78%, white', '500': '100%, white',
  '600': '84%, black', '700': '68%, black', '800': '52%, black', '900': '38%, black',
};

/** `red`, `grey-50`, `#a1b2c3`, `rgba(…)` as a CSS colour; null when it is none of them. */
export const colour = (name: string | undefined): string | null => {
  if (name === undefined || name === 'default') return null;
  if (/^#[0-9a-f]{3,8}$/i.test(name) || /^rgba?\([\d\s.,%]+\)$/i.test(name)) return name;
  if (name === 'white' || name === 'black') return name;
  const [hue, strength] = (name === 'neutral' ? 'grey' : name.replace('gray', 'grey')).split('-');
  if (hue === undefined || !HUES.has(hue)) return null;
  const mix = STRENGTH[strength ?? ''];
  return mix === undefined ? `var(--hue-${hue}-text)` : `color-mix(in srgb, var(--hue-${hue}) ${mix})`;
};

/** The hue of a header or a tag; grey when it names none. */
export const hue = (name: string | undefined): string => (name !== undefined && HUES.has(name) ? name : 'grey');

const SIZES: Readonly<Record<string, number>> = {
  'heading-0': 30, 'heading-1': 24, 'heading-2': 20, 'heading-3': 18, 'heading-4': 16, heading: 16, normal: 14, notation: 12,
  'xxxx-large': 30, 'xxx-large': 24, 'xx-large': 20, 'x-large': 18, large: 16, medium: 14, small: 12, 'x-small': 10,
};
/** Text size in pixels; the card's own names come first. */
export const textSizePx = (name: string | undefined, own: Readonly<Record<string, { readonly default?: string; readonly pc?: string }>> = {}): number | null => {
  if (name === undefined) return null;
  const named = own[name];
  return SIZES[named?.pc ?? named?.default ?? name] ?? null;
};

const SPACES: Readonly<Record<string, string>> = { small: '4px', medium: '8px', large: '12px', extra_large: '16px' };
/** One to four spacing words or pixels. */
export const space = (value: string | undefined): string | undefined => {
  if (value === undefined) return undefined;
  const parts = value.trim().split(/\s+/).map((part) => SPACES[part] ?? (/^-?\d{1,2}(?:px)?$/.test(part) ? `${String(Number.parseInt(part, 10))}px` : null));
  return parts.length <= 4 && !parts.includes(null) ? parts.join(' ') : undefined;
};

/** `120px`, `50%`; anything else is left to the layout. */
export const measure = (value: string | undefined): string | undefined => (value !== undefined && /^\d{1,4}(?:px|%)$/.test(value) ? value : undefined);

export const radius = (value: string | undefined): string | undefined => (value !== undefined && /^\d{1,3}(?:px|%)$/.test(value) ? value : undefined);

const ALIGN: Readonly<Record<string, string>> = { left: 'flex-start', top: 'flex-start', center: 'center', right: 'flex-end', bottom: 'flex-end' };
export const flexAlign = (value: string | undefined): string | undefined => (value === undefined ? undefined : ALIGN[value]);

export const textAlign = (value: string | undefined): 'left' | 'center' | 'right' | undefined => (value === 'left' || value === 'center' || value === 'right' ? value : undefined);
