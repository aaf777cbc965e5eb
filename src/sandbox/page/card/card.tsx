/**
 * A Feishu card (JSON 2.0) on the screen.
 *
 * Presses go through `onPress` one at a time; while one is under way the card's controls wait. A card that cannot be
 * drawn says so instead of taking the page down.
 */
import type { JSX } from 'preact';
import { useErrorBoundary, useMemo, useState } from 'preact/hooks';
import type { FormInput } from '../../control-api.ts';
import { ConfirmDialog } from '../tools/dialog.tsx';
import { CardContext } from './context.ts';
import type { CardScope } from './context.ts';
import { inside } from './element.tsx';
import type { Values } from './form-state.ts';
import { Header } from './header.tsx';
import { asCard } from './model.ts';
import type { Card as CardData, Confirm } from './model.ts';

/** What was pressed: `at` is a JSON Pointer into the card. */
export interface Press { readonly at: string; readonly form?: Values; readonly input?: FormInput }
interface Asking { readonly confirm: Confirm; readonly answer: (yes: boolean) => void }

interface Props {
  readonly json: unknown;
  readonly pressable: boolean;
  readonly members: CardScope['members'];
  readonly nameOf: CardScope['nameOf'];
  readonly today: () => string;
  readonly onPress: (press: Press) => Promise<void>;
}

export const Card = (props: Props): JSX.Element => {
  const [broken] = useErrorBoundary() as readonly [unknown, () => void];
  const card = asCard(props.json);
  if (card === null || broken !== undefined) return <p class="unsupported">这张卡片无法显示</p>;
  return <Drawn {...props} card={card} />;
};

const Drawn = ({ card, pressable, members, nameOf, today, onPress }: Props & { readonly card: CardData }): JSX.Element => {
  const [pressing, setPressing] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);

  const scope = useMemo<CardScope>(() => ({
    members, nameOf, pressable, pressing, today,
    sizes: card.config?.style?.text_size ?? {},
    press: async (at, { confirm, ...what }) => {
      if (pressing !== null) return;
      if (confirm !== undefined) {
        const yes = await new Promise<boolean>((answer) => { setAsking({ confirm, answer }); });
        setAsking(null);
        if (!yes) return;
      }
      setPressing(at);
      await onPress({ at, ...what }).finally(() => { setPressing(null); });
    },
  }), [members, nameOf, pressable, pressing, today, card, onPress]);

  return (
    <CardContext.Provider value={scope}>
      <article class="card" data-width={card.config?.width_mode ?? 'default'} aria-label={card.header?.title?.content ?? '卡片'} aria-busy={pressing !== null}>
        <Header header={card.header} />
        <div class="card-body">{inside({ vertical_spacing: '10px', ...card.body }, '/body')}</div>
        {!pressable && <p class="card-stale">卡片已过期，按钮不再响应</p>}
      </article>
      {asking !== null && <ConfirmDialog title={asking.confirm.title?.content ?? '请确认'} text={asking.confirm.text?.content ?? ''} onAnswer={asking.answer} />}
    </CardContext.Provider>
  );
};
