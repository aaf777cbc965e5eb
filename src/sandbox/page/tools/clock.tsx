/**
 * The sandbox's clock, and the means to let time pass: reminders and deadlines can be seen without waiting.
 */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, sentenceOf } from '../api.ts';
import { clockOf, dayWhen } from '../chat/time.ts';
import type { World } from '../world.ts';
import { ClockIcon } from './icons.tsx';
import { Popup } from './popup.tsx';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STEPS = [
  { label: '10 分钟', ms: 10 * MINUTE_MS }, { label: '1 小时', ms: HOUR_MS }, { label: '4 小时', ms: 4 * HOUR_MS },
  { label: '1 天', ms: 24 * HOUR_MS }, { label: '3 天', ms: 72 * HOUR_MS }, { label: '7 天', ms: 168 * HOUR_MS },
] as const;
const TICK_MS = 5000;

export const Clock = ({ world }: { readonly world: World }): JSX.Element => {
  const [isOpen, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [, tick] = useState(0);
  const anchor = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const timer = window.setInterval(() => { tick((count) => count + 1); }, TICK_MS);
    return () => { window.clearInterval(timer); };
  }, []);

  const advance = (ms: number): void => {
    setBusy(true);
    setProblem(null);
    api.advance(ms).then(() => { world.refresh(); }, (error: unknown) => { setProblem(sentenceOf(error)); }).finally(() => { setBusy(false); });
  };

  return (
    <>
      <button ref={anchor} type="button" class="chip-button" aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => { setOpen(!isOpen); }} title="沙箱时钟，点击可快进"><ClockIcon /><span class="clock-day">{dayWhen(world.now())}</span><span>{clockOf(world.now())}</span></button>
      {isOpen && (
        <Popup anchor={anchor} onClose={() => { setOpen(false); }}>
          <div class="clock-panel" role="dialog" aria-label="沙箱时钟">
            <p>沙箱的时间，快进后到期的提醒会立即发出</p>
            <div class="clock-steps">{STEPS.map((step) => <button key={step.label} type="button" class="button" aria-disabled={busy} onClick={() => { if (!busy) advance(step.ms); }}>+{step.label}</button>)}</div>
            {busy && <p role="status"><span class="spinner" aria-hidden="true" /> 正在快进…</p>}
            {problem !== null && <p class="problem" role="alert">{problem}</p>}
          </div>
        </Popup>
      )}
    </>
  );
};
