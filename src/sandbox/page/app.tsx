/**
 * The whole page: a bar on top, one or two seats, and what to say when the sandbox cannot be reached.
 */
import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { State } from '../control-api.ts';
import { Seat } from './chat/seat.tsx';
import { Chooser } from './people/chooser.tsx';
import { parseRoute, writeRoute } from './route.ts';
import type { Route } from './route.ts';
import { chatsOf } from './seat.ts';
import { Clock } from './tools/clock.tsx';
import { Drawer } from './tools/drawer.tsx';
import { BotMark, CloseIcon, SplitIcon, WrenchIcon } from './tools/icons.tsx';
import { useWorld } from './world.ts';
import type { World } from './world.ts';

const useRoute = (): readonly [Route, (route: Route) => void] => {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const onChange = (): void => { setRoute(parseRoute(location.hash)); };
    window.addEventListener('hashchange', onChange);
    return () => { window.removeEventListener('hashchange', onChange); };
  }, []);
  const go = useCallback((next: Route): void => {
    history.pushState(null, '', writeRoute(next));
    setRoute(next);
  }, []);
  useEffect(() => {
    const onBack = (): void => { setRoute(parseRoute(location.hash)); };
    window.addEventListener('popstate', onBack);
    return () => { window.removeEventListener('popstate', onBack); };
  }, []);
  return [route, go];
};

/** The chat a newcomer should see first: the group. */
const firstChat = (state: State, me: string): string | null => {
  const chats = chatsOf(state, me);
  return (chats.find((chat) => chat.kind === 'group' && chat.bot && !chat.external) ?? chats[0])?.chatId ?? null;
};
const isNarrow = (): boolean => window.matchMedia('(max-width: 640px)').matches;

const LinkState = ({ world }: { readonly world: World }): JSX.Element | null => {
  if (world.link === 'lost') return <div class="banner" role="alert"><span class="spinner" aria-hidden="true" />与沙箱的连接断开了，正在重新连接…</div>;
  if (world.state?.appOnline === false) return <div class="banner calm" role="status">机器人暂时不在线，消息会在它上线后送达</div>;
  return null;
};

export const App = (): JSX.Element => {
  const world = useWorld();
  const [route, go] = useRoute();
  const [isDrawer, setDrawer] = useState(false);
  const [isPairing, setPairing] = useState(false);
  const closeDrawer = useCallback(() => { setDrawer(false); }, []);
  const { state } = world;
  const { main, beside } = route;

  useEffect(() => {
    const name = state?.people.find((person) => person.openId === main?.as)?.name;
    document.title = name === undefined ? '摇号沙箱' : `${name} · 摇号沙箱`;
  }, [state, main?.as]);

  if (state === null) {
    return <main class="splash">{world.problem === null ? <p role="status"><span class="spinner" aria-hidden="true" />正在打开沙箱…</p> : <><p role="alert">{world.problem}</p><button type="button" class="button" onClick={world.refresh}>重试</button></>}</main>;
  }

  const administrator = state.people.find((person) => person.jobTitle === '系统管理员');
  const seatOf = (as: string) => ({ as, chat: isNarrow() ? null : firstChat(state, as) });
  if (main === null) {
    return (
      <main class="welcome">
        <div class="welcome-head"><span class="brand-mark"><BotMark /></span><h1>摇号沙箱</h1><p>这里模拟一个单位的办公聊天。选一个人，就以他的身份说话、点按钮、收发文件。</p>
          {administrator !== undefined && <p class="welcome-first">第一次来？先做<button type="button" class="linkish" onClick={() => { go({ main: seatOf(administrator.openId), beside: null }); }}>{administrator.jobTitle}{administrator.name}</button>，打开与机器人的单独对话，机器人会一步步带您设置。</p>}
        </div>
        <Chooser state={state} onChoose={(as) => { go({ main: seatOf(as), beside: null }); }} />
      </main>
    );
  }

  const onPair = (): void => {
    if (beside !== null) go({ main, beside: null });
    else setPairing(!isPairing);
  };
  return (
    <div class="page">
      <header class="bar">
        <span class="brand"><span class="brand-mark"><BotMark /></span>摇号沙箱</span>
        <span class={state.appOnline ? 'online' : 'online off'}>{state.appOnline ? '机器人在线' : '机器人离线'}</span>
        <span class="spring" />
        <Clock world={world} />
        <button type="button" class="chip-button" aria-pressed={beside !== null || isPairing} onClick={onPair}><SplitIcon /><span>{beside === null ? '并排' : '退出并排'}</span></button>
        <button type="button" class="chip-button" aria-pressed={isDrawer} aria-label="开发者" title="开发者" onClick={() => { setDrawer(!isDrawer); }}><WrenchIcon /></button>
      </header>
      <LinkState world={world} />
      <main class="seats">
        <Seat key={main.as} world={world} state={state} me={main.as} open={main.chat} onOpen={(chat) => { go({ main: { ...main, chat }, beside }); }} onSwitch={() => { go({ main: null, beside: null }); }} />
        {beside !== null && <Seat key={`beside-${beside.as}`} world={world} state={state} me={beside.as} open={beside.chat} onOpen={(chat) => { go({ main, beside: { ...beside, chat } }); }} onSwitch={() => { go({ main, beside: null }); setPairing(true); }} />}
        {isPairing && beside === null && (
          <section class="seat pairing" aria-label="选择并排查看的人">
            <div class="pairing-head"><h2>和谁并排看？</h2><button type="button" class="icon-button" aria-label="取消并排" onClick={() => { setPairing(false); }}><CloseIcon /></button></div>
            <Chooser state={state} except={main.as} onChoose={(as) => { setPairing(false); go({ main, beside: seatOf(as) }); }} />
          </section>
        )}
        {isDrawer && <Drawer onClose={closeDrawer} />}
      </main>
    </div>
  );
};
