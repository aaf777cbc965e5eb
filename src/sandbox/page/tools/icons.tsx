/**
 * The page's own line icons. Decorative: the control that carries one has its own label.
 */
import type { ComponentChildren, JSX } from 'preact';

const Line = ({ children, size = 18 }: { readonly children: ComponentChildren; readonly size?: number }): JSX.Element => (
  <svg class="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{children}</svg>
);
type Sized = { readonly size?: number };

/** Two tumbling lots: the mark of 摇号. */
export const BotMark = (): JSX.Element => (
  <svg class="icon" width="62%" height="62%" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linejoin="round" aria-hidden="true">
    <rect x="3.2" y="8.2" width="11" height="11" rx="2.6" transform="rotate(-10 8.7 13.7)" />
    <circle cx="7" cy="11.9" r="1" fill="currentColor" stroke="none" /><circle cx="10.4" cy="15.4" r="1" fill="currentColor" stroke="none" />
    <path d="M13.4 6.2 15 4.9a2.4 2.4 0 0 1 3.4.4l2.5 3.3a2.4 2.4 0 0 1-.5 3.4l-2.6 2" stroke-linecap="round" /><circle cx="17.3" cy="9" r="1" fill="currentColor" stroke="none" />
  </svg>
);
export const GroupMark = (): JSX.Element => (
  <svg class="icon" width="60%" height="60%" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    <circle cx="9" cy="8.5" r="3.2" /><path d="M3 19c.4-3.4 2.7-5.2 6-5.2s5.6 1.8 6 5.2" /><path d="M15.5 5.700a3 3 0 0 1 0 5.600M17.2 14.300c2.2.6 3.5 2.2 3.8 4.7" />
  </svg>
);
export const SendIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 18}><path d="M4 11.5 20 4l-5.5 16-3.2-6.800z" /><path d="m11.3 13.2 4-4.2" /></Line>;
export const ClipIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 18}><path d="m20 11.5-8 8a5 5 0 0 1-7-7l8.5-8.500a3.3 3.3 0 0 1 4.7 4.700L9.7 17.200a1.7 1.7 0 0 1-2.4-2.400l7.7-7.7" /></Line>;
export const AtIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 18}><circle cx="12" cy="12" r="3.8" /><path d="M15.8 8.200v5a2.4 2.4 0 0 0 4.7 0V12a8.5 8.5 0 1 0-3.4 6.8" /></Line>;
export const DownIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 16}><path d="m6 9.5 6 6 6-6" /></Line>;
export const LeftIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 16}><path d="m14.5 6-6 6 6 6" /></Line>;
export const RightIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 16}><path d="m9.5 6 6 6-6 6" /></Line>;
export const CheckIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 16}><path d="m5 12.5 4.5 4.500L19 7.5" /></Line>;
export const CloseIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 16}><path d="m6 6 12 12M18 6 6 18" /></Line>;
export const CalendarIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 16}><rect x="4" y="5.5" width="16" height="14.5" rx="2.5" /><path d="M4 10h16M8.5 3.500v4M15.5 3.500v4" /></Line>;
export const ClockIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 16}><circle cx="12" cy="12" r="8.5" /><path d="M12 7.500V12l3 2" /></Line>;
export const SplitIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 17}><rect x="3.5" y="5" width="17" height="14" rx="2.5" /><path d="M12 5v14" /></Line>;
export const WrenchIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 17}><path d="M14.5 6.500a4.2 4.2 0 0 1 5.2-1l-2.6 2.6.4 2 2 .4 1-1a4.2 4.2 0 0 1-5.8 4.800L8.5 20.500a2.1 2.1 0 0 1-3-3l6.2-6.200a4.2 4.2 0 0 1 2.8-4.800z" /></Line>;
export const ReplyIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 15}><path d="m9 6-5 5 5 5" /><path d="M4.5 11H14a6 6 0 0 1 6 6v1" /></Line>;
export const UndoIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 15}><path d="M5 5v5h5" /><path d="M5.5 10A7.5 7.5 0 1 1 5 14.5" /></Line>;
export const BellIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 16}><path d="M6 10a6 6 0 0 1 12 0c0 5 2 6 2 6.500H4C4 16 6 15 6 10zM10 19.500a2.2 2.2 0 0 0 4 0" /></Line>;
export const DownloadIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 16}><path d="M12 4v11M7.5 11 12 15.5 16.5 11M5 19.500h14" /></Line>;
export const InfoIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 16}><circle cx="12" cy="12" r="8.5" /><path d="M12 11v5M12 8v.2" /></Line>;
export const SwapIcon = ({ size }: Sized): JSX.Element => <Line size={size ?? 16}><path d="M4 8.500h14l-3.5-3.500M20 15.500H6l3.5 3.5" /></Line>;
