/**
 * Picking a day, a time, or both: typed as `2026-03-16` / `09:30`, or taken from a calendar that knows the sandbox's today.
 */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { CalendarIcon, LeftIcon, RightIcon } from '../tools/icons.tsx';
import { Popup } from '../tools/popup.tsx';
import { addDays, addMonths, isClock, isDay, weeksOf } from './calendar.ts';
import { useCard } from './context.ts';
import { useField } from './field.ts';
import { measure } from './look.ts';
import type { PickerElement } from './model.ts';

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'] as const;
const MOVES: Readonly<Record<string, (day: string) => string>> = {
  ArrowLeft: (day) => addDays(day, -1), ArrowRight: (day) => addDays(day, 1), ArrowUp: (day) => addDays(day, -7), ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1), PageDown: (day) => addMonths(day, 1),
};

const Month = ({ chosen, today, onTake }: { readonly chosen: string; readonly today: string; readonly onTake: (day: string) => void }): JSX.Element => {
  const [cursor, setCursor] = useState(isDay(chosen) ? chosen : today);
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => { grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true }); }, [cursor]);
  const onKey = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    setCursor(move(cursor));
  };
  return (
    <div class="calendar" role="dialog" aria-label="选择日期" onKeyDown={onKey}>
      <div class="calendar-head">
        <button type="button" class="icon-button" aria-label="上个月" onClick={() => { setCursor(addMonths(cursor, -1)); }}><LeftIcon /></button>
        <strong aria-live="polite">{Number(cursor.slice(0, 4))}年{Number(cursor.slice(5, 7))}月</strong>
        <button type="button" class="icon-button" aria-label="下个月" onClick={() => { setCursor(addMonths(cursor, 1)); }}><RightIcon /></button>
      </div>
      <div class="calendar-grid" ref={grid}>
        {WEEKDAYS.map((name) => <span key={name} class="weekday">{name}</span>)}
        {weeksOf(cursor).flat().map((day) => (
          <button
            key={day} type="button" tabIndex={day === cursor ? 0 : -1}
            class={['day', day.slice(0, 7) === cursor.slice(0, 7) ? '' : 'other', day === today ? 'today' : '', day === chosen ? 'chosen' : ''].join(' ').trim()}
            aria-label={day} aria-current={day === today ? 'date' : undefined} aria-pressed={day === chosen} onClick={() => { onTake(day); }}
          >{Number(day.slice(8))}</button>
        ))}
      </div>
      <button type="button" class="button bare primary" onClick={() => { onTake(today); }}>今天</button>
    </div>
  );
};

export const DateField = ({ element, at }: { readonly element: PickerElement; readonly at: string }): JSX.Element => {
  const card = useCard();
  const field = useField(element, at);
  const [isOpen, setOpen] = useState(false);
  const [draft, setDraft] = useState<string | null>(null);
  const anchor = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const value = typeof field.value === 'string' ? field.value : '';
  const [day = '', clock = ''] = element.tag === 'picker_time' ? ['', value] : value.split(' ');
  const hasDay = element.tag !== 'picker_time';
  const hint = element.placeholder?.content ?? (hasDay ? '请选择日期' : '请选择时间');

  const isWhole = (text: string): boolean => {
    switch (element.tag) {
      case 'date_picker': return isDay(text);
      case 'picker_time': return isClock(text);
      case 'picker_datetime': return isDay(text.slice(0, 10)) && isClock(text.slice(11)) && text.charAt(10) === ' ';
    }
  };
  const settle = (): void => {
    if (draft === null) return;
    setDraft(null);
    if (draft === '' || isWhole(draft)) field.commit(draft);
  };
  const take = (picked: string): void => {
    setOpen(false);
    setDraft(null);
    field.commit(element.tag === 'picker_datetime' ? `${picked} ${clock === '' ? '09:00' : clock}` : picked);
    input.current?.focus();
  };

  const width = element.width === 'fill' ? '100%' : measure(element.width);
  return (
    <div class="date" ref={anchor} style={width === undefined ? {} : { width }}>
      <input
        ref={input} class="input" type="text" inputMode="numeric" autoComplete="off" placeholder={hint} aria-label={hint} value={draft ?? value} disabled={field.isOff} data-field={field.name} aria-invalid={field.isInvalid || (draft !== null && draft !== '' && draft.length >= 10 && !isWhole(draft))}
        onInput={(event) => { setDraft(event.currentTarget.value); }} onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Enter') settle();
          if (event.key === 'ArrowDown' && hasDay) { event.preventDefault(); setOpen(true); }
        }}
      />
      {hasDay && <button type="button" class="icon-button" aria-label="打开日历" aria-expanded={isOpen} disabled={field.isOff} onClick={() => { setOpen(!isOpen); }}><CalendarIcon /></button>}
      {isOpen && <Popup anchor={anchor} onClose={() => { setOpen(false); }}><Month chosen={day} today={card.today()} onTake={take} /></Popup>}
    </div>
  );
};
