/**
 * The developer's drawer: make the platform have a bad day, and see what the app asked for.
 *
 * Everything here goes through `faults`, `disconnect` and the two logs of the control API.
 */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ApiCall, Delivery, Faults } from '../../control-api.ts';
import { api, sentenceOf } from '../api.ts';
import { clockOf } from '../chat/time.ts';
import { CloseIcon } from './icons.tsx';

type Trouble = { readonly label: string; readonly hint: string; readonly change: (faults: Faults) => Partial<Faults> };

const TROUBLES: readonly Trouble[] = [
  { label: '接口报错 5 次', hint: '接下来 5 个请求答复 HTTP 500', change: (faults) => ({ api: [...faults.api, { times: 5, effect: { kind: 'refuse', status: 500, code: 2200, msg: 'internal error' } }] }) },
  { label: '接口变慢', hint: '每个请求迟 2 秒，直到恢复', change: (faults) => ({ api: [...faults.api, { times: null, effect: { kind: 'delay', ms: 2000 } }] }) },
  { label: '限流 10 次', hint: '接下来 10 个请求答复 429', change: (faults) => ({ api: [...faults.api, { times: 10, effect: { kind: 'rate-limit', resetSeconds: 2 } }] }) },
  { label: '答复丢失 3 次', hint: '事情办了，连接在答复前断开', change: (faults) => ({ api: [...faults.api, { times: 3, effect: { kind: 'drop-after' } }] }) },
  { label: '事件重复送达', hint: '每个事件多送一次', change: () => ({ duplicates: 1 }) },
  { label: '拒绝重连 3 次', hint: '接下来 3 次长连接握手被拒', change: () => ({ refuseUpgrades: 3 }) },
];
const CALM: Partial<Faults> = { api: [], busyRatio: 0, endpoint: null, refuseUpgrades: 0, withholdPongs: false, glueToUpgrade: 0, dropFragments: 0, duplicates: 0, holdEvents: false };
const REFRESH_MS = 2000;
const SHOWN_CALLS = 30;

const stateText = (delivery: Delivery): string => {
  switch (delivery.state) {
    case 'waiting': return '等待';
    case 'delivered': return '已送达';
    case 'gave-up': return '已放弃';
    case 'lost-by-client': return '被应用丢失';
  }
};

export const activeTroubles = (faults: Faults | null): number =>
  faults === null ? 0 : faults.api.length + [faults.busyRatio > 0, faults.endpoint !== null, faults.refuseUpgrades > 0, faults.withholdPongs, faults.glueToUpgrade > 0, faults.dropFragments > 0, faults.duplicates > 0, faults.holdEvents].filter(Boolean).length;

export const Drawer = ({ onClose }: { readonly onClose: () => void }): JSX.Element => {
  const [faults, setFaults] = useState<Faults | null>(null);
  const [calls, setCalls] = useState<readonly ApiCall[]>([]);
  const [deliveries, setDeliveries] = useState<readonly Delivery[]>([]);
  const [note, setNote] = useState<string | null>(null);

  useEffect(() => {
    const fail = (error: unknown): void => { setNote(sentenceOf(error)); };
    let seen = 0;
    const read = (): void => {
      api.faults({}).then(setFaults, fail);
      api.deliveries().then((all) => { setDeliveries(all.slice(-SHOWN_CALLS).reverse()); }, fail);
      api.requests(seen).then((fresh) => {
        seen = fresh.at(-1)?.n ?? seen;
        if (fresh.length > 0) setCalls((before) => [...[...fresh].reverse(), ...before].slice(0, SHOWN_CALLS));
      }, fail);
    };
    read();
    const timer = window.setInterval(read, REFRESH_MS);
    const onKey = (event: KeyboardEvent): void => { if (event.key === 'Escape') onClose(); };
    document.addEventListener('keydown', onKey);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener('keydown', onKey);
    };
  }, [onClose]);

  const change = (partial: Partial<Faults>, said: string): void => {
    api.faults(partial).then((all) => { setFaults(all); setNote(said); }, (error: unknown) => { setNote(sentenceOf(error)); });
  };
  const drop = (): void => {
    api.disconnect(1006).then(({ connections }) => { setNote(`已切断 ${String(connections)} 条长连接`); }, (error: unknown) => { setNote(sentenceOf(error)); });
  };
  const active = activeTroubles(faults);

  return (
    <aside class="drawer" aria-label="开发者抽屉">
      <header><h2>开发者</h2><button type="button" class="icon-button" aria-label="关闭" onClick={onClose}><CloseIcon /></button></header>
      <section>
        <h3>制造故障</h3>
        <div class="troubles">
          <button type="button" class="trouble" onClick={drop}><strong>断开长连接</strong><small>像网线被拔掉一样</small></button>
          {TROUBLES.map((trouble) => <button key={trouble.label} type="button" class="trouble" disabled={faults === null} onClick={() => { if (faults !== null) change(trouble.change(faults), `已开启：${trouble.label}`); }}><strong>{trouble.label}</strong><small>{trouble.hint}</small></button>)}
        </div>
        <button type="button" class="button primary" disabled={active === 0} onClick={() => { change(CALM, '已恢复正常'); }}>{active === 0 ? '现在一切正常' : `恢复正常（${String(active)} 项故障）`}</button>
        {note !== null && <p class="drawer-note" role="status">{note}</p>}
      </section>
      <section>
        <h3>应用的请求</h3>
        {calls.length === 0 && <p class="faint">还没有请求</p>}
        <ul class="log">{calls.map((call) => <li key={call.n} data-bad={call.status >= 400 || (call.code ?? 0) !== 0}><time>{clockOf(Date.parse(call.at))}</time><code title={call.msg}>{call.method} {call.path.replace('/open-apis', '')}</code><span>{call.status}{call.code !== null && call.code !== 0 ? ` · ${String(call.code)}` : ''}</span></li>)}</ul>
      </section>
      <section>
        <h3>事件送达</h3>
        {deliveries.length === 0 && <p class="faint">还没有事件</p>}
        <ul class="log">{deliveries.map((delivery) => <li key={delivery.event} data-bad={delivery.state === 'gave-up' || delivery.state === 'lost-by-client'}><code title={delivery.event}>{delivery.type}</code><span title={delivery.attempts.map((attempt) => attempt.outcome).join(' → ')}>{stateText(delivery)} · {delivery.attempts.length} 次</span></li>)}</ul>
      </section>
    </aside>
  );
};
