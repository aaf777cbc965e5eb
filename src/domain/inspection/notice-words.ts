/** How the parts of a day and the ways to tell an object (威海临港细则 第十七条(二): 书面、电话、传真) are called. */
export const DAY_PARTS = { morning: '上午', afternoon: '下午', day: '' } as const;
export type DayPart = keyof typeof DAY_PARTS;
export const DELIVERY_WAYS = { paper: '书面', phone: '电话', fax: '传真', 'on-site': '现场' } as const;
export type DeliveryWay = keyof typeof DELIVERY_WAYS;
