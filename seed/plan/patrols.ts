import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { PatrolTopic } from '../../extensions/dormitory-grid/src/domain/patrol.ts';
import { insertAll } from '../lib/rows.ts';

/** What a walk looks at until a college has its own list: [topic, level or both, room by room, points, Chinese, English]. */
const CHECKLIST: readonly [PatrolTopic, 2 | 3 | null, boolean, number, string, string][] = [
	['hygiene', null, true, 5, '地面、桌面整洁，垃圾已清', 'Floor and desks clean, rubbish taken out'],
	['hygiene', null, true, 5, '床铺、衣物整齐', 'Beds and clothes in order'],
	['hygiene', null, true, 5, '卫生间、阳台干净，无异味', 'Bathroom and balcony clean, no smell'],
	['safety', null, true, 20, '无违规电器，无私拉电线', 'No forbidden appliances, no wires of one’s own'],
	['safety', null, true, 10, '人走断电，门窗关好', 'Power off and doors and windows shut when nobody is in'],
	['fire', null, true, 20, '无明火、蜡烛、烟头', 'No open fire, candles or cigarette ends'],
	['fire', null, false, 0, '走廊与楼梯畅通，无堆放', 'Corridor and stairs clear'],
	['fire', 2, false, 0, '消火栓、灭火器未被遮挡', 'Hydrant and extinguishers not blocked'],
	['safety', 2, false, 0, '照明、门锁、窗户完好', 'Lights, locks and windows in order'],
	['education', null, false, 0, '已提醒防火、防盗、防骗', 'Reminded of fire, theft and fraud'],
];

const WINDOW = { rhythm: 'daily', before_minutes: 30, after_minutes: 60, late_minutes: 120, who: 'one_of_us' };

/** The daily walks of levels 2 and 3 (DOMAIN.md 4); at work from the first day only where people are there to walk. */
const PLANS = [
	{ name: '三级网格每晚巡查', level: 3, times: ['20:30'], topics: ['hygiene', 'safety', 'fire', 'education'] },
	{ name: '楼层每日巡查', level: 2, times: ['19:30'], topics: ['safety', 'fire', 'education'] },
];

export async function seedPatrols(db: Knex, college: number, active: boolean): Promise<void> {
	await insertAll(
		db,
		C.checklistItems,
		CHECKLIST.map(([topic, level, per_room, points, text_zh, text_en], index) => ({
			college,
			topic,
			level,
			per_room,
			points,
			text_zh,
			text_en,
			sort: (index + 1) * 10,
			active: true,
		})),
	);
	await insertAll(
		db,
		C.patrolPlans,
		PLANS.map(({ times, topics, ...plan }) => ({
			...plan,
			...WINDOW,
			college,
			times: JSON.stringify(times),
			topics: JSON.stringify(topics),
			active,
		})),
	);
}
