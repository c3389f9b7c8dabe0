import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PasteResident, readPaste } from './paste.ts';

const resident = (student: number, name: string, roomNumber: string, on_leave = false): PasteResident => ({
	student,
	name,
	number: `20240${String(student).padStart(3, '0')}`,
	room: Number(roomNumber.slice(-3)),
	roomNumber,
	on_leave,
});
const UNIT = [
	resident(1, '张三', '3-201'),
	resident(2, '李四', '3-201'),
	resident(3, '李明', '3-201'),
	resident(4, '王五', '3-202'),
	resident(5, '赵六', '3-202'),
	resident(6, '欧阳静', '3-202', true),
	resident(7, '阿卜杜拉·艾力', '3-203'),
	resident(8, 'Anna Kim', '3-203'),
	resident(9, '陈晨', '3-203'),
	resident(10, '陈晨', '3-204'),
	resident(11, '刘洋', '3-204'),
	resident(12, '刘洋', '3-204'),
];
const read = (text: string) => readPaste(text, UNIT);
/** `student kind time reason`, for reading at a glance. */
const marks = (text: string) =>
	read(text).marks.map(({ student, kind, time, reason }) => [student, kind, time, reason].join(' ').trim());
const troubles = (text: string) => read(text).problems.map(({ why, name }) => (name === null ? why : `${why} ${name}`));

describe('a pasted list', () => {
	it.each<[string, string[]]>([
		['1. 张三 晚归', ['1 late_return']],
		['1、张三晚归', ['1 late_return']],
		['①张三晚归', ['1 late_return']],
		['（3）张三 晚归', ['1 late_return']],
		['12 张三 未归', ['1 not_returned']],
		['张三、李四晚归，王五未归', ['1 late_return', '2 late_return', '4 not_returned']],
		['张三李四晚归', ['1 late_return', '2 late_return']],
		['晚归：张三、李四；未归：王五', ['1 late_return', '2 late_return', '4 not_returned']],
		['张三晚归 23:10', ['1 late_return 23:10']],
		['张三 晚归 ２３：０５ 图书馆', ['1 late_return 23:05 图书馆']],
		['张三 23点半 晚归', ['1 late_return 23:30']],
		['张三 9点晚归', ['1 late_return 09:00']],
		['王五请假-回家', ['4 on_leave  回家']],
		['王五请假——回家', ['4 on_leave  回家']],
		['王五-未归-实习', ['4 not_returned  实习']],
		['王五未归（实习）', ['4 not_returned  实习']],
		['王五未归【实习】', ['4 not_returned  实习']],
		['王五（请假）', ['4 on_leave']],
		['王五（请假 回家）', ['4 on_leave  回家']],
		['王五因病请假', ['4 on_leave  因病']],
		['张三（图书馆）、李四（打工）晚归', ['1 late_return  图书馆', '2 late_return  打工']],
		['王五 未归 预计23:30回', ['4 not_returned  预计 23:30 回']],
		['王五未归，未请假', ['4 not_returned  未请假']],
		['王五未归（和李四一起）', ['4 not_returned  和李四一起']],
		['201 张三晚归', ['1 late_return']],
		['3-201张三晚归', ['1 late_return']],
		['张 三 晚归', ['1 late_return']],
		['张　三　晚归', ['1 late_return']],
		['张三同学还没回来', ['1 not_returned']],
		['李明 20240003 未归', ['3 not_returned']],
		['20240003 未归', ['3 not_returned']],
		['阿卜杜拉•艾力 晚归', ['7 late_return']],
		['阿卜杜拉.艾力晚归', ['7 late_return']],
		['anna kim - late 23:15', ['8 late_return 23:15']],
		['Anna Kim: on leave (family)', ['8 on_leave  family']],
		['张三 在寝', ['1 in']],
		['张三 √', ['1 in']],
		['张三不在寝室', ['1 not_returned']],
		['寝室长张三晚归', ['1 late_return']],
	])('%s', (text, expected) => {
		expect(marks(text)).toEqual(expected);
		expect(troubles(text)).toEqual([]);
	});

	it('goes by its headings', () => {
		const text = [
			'#接龙',
			'今晚查寝情况',
			'晚归名单：',
			'1. 张三',
			'2. 李四 23:00',
			'',
			'未归2人：',
			'王五（实习）',
			'请假：无',
			'赵六',
		];
		expect(marks(text.join('\n'))).toEqual(['1 late_return', '2 late_return 23:00', '4 not_returned  实习']);
		expect(troubles(text.join('\n'))).toEqual(['no_kind 赵六']);
	});

	it('says who is in where a room or the rest of the unit is', () => {
		expect(marks('201 全到\n202 王五未归，其余在寝')).toEqual(['4 not_returned', '1 in', '2 in', '3 in', '5 in']);
		expect(marks('202室：\n王五 未归\n其余在寝')).toEqual(['4 not_returned', '5 in']);
		// Everybody but the named, and but who is on leave.
		expect(marks('张三晚归\n其余全部在寝')).toHaveLength(11);
		expect(marks('全部在寝')).not.toContain('6 in');
	});

	it.each([
		'晚归：无',
		'无晚归',
		'未归 0 人',
		'没有人未归',
		'晚归：0；未归：0',
		'今晚无晚归、无未归',
		'#接龙 今晚零报告',
	])('%s names nobody', (text) => {
		expect(read(text)).toMatchObject({ marks: [], choices: [], problems: [], skipped: [{ text }] });
	});

	it.each<[string, string[]]>([
		['孙八 未归', ['nobody']],
		['李明华 未归', ['unsure 李明']],
		['小李明未归', ['unsure 李明']],
		['张三', ['no_kind 张三']],
		['张三 晚归 未归', ['two_kinds 张三']],
		['晚归 张三 未归', ['two_kinds 张三']],
		['张三 晚归\n张三 未归', ['contradiction 张三', 'contradiction 张三']],
		['305 张三 未归', ['other_room 张三']],
		['202 张三 未归', ['other_room 张三']],
		['305室：\n张三 未归', ['other_room 张三']],
		['305 全到', ['other_room']],
		['孙八 未归\n全部在寝', ['nobody', 'held']],
		['201 应到6人实到5人', ['nobody']],
	])('%j is told, not guessed', (text, expected) => {
		expect(troubles(text)).toEqual(expected);
		expect(read(text).marks).toEqual([]);
	});

	describe('two students of one name', () => {
		it('are asked about', () => {
			expect(read('陈晨 晚归 23:10 图书馆')).toMatchObject({
				marks: [],
				problems: [],
				choices: [{ name: '陈晨', students: [9, 10], kind: 'late_return', time: '23:10', reason: '图书馆' }],
			});
			expect(read('204 刘洋 未归').choices).toMatchObject([{ students: [11, 12] }]);
		});
		it('are told apart by room or number', () => {
			expect(marks('203 陈晨 晚归')).toEqual(['9 late_return']);
			expect(marks('204：\n陈晨 晚归')).toEqual(['10 late_return']);
			expect(marks('刘洋 20240012 未归')).toEqual(['12 not_returned']);
			expect(marks('20240012 刘洋 未归')).toEqual(['12 not_returned']);
		});
		it('keep "everybody else is in" from covering one of them', () => {
			expect(read('陈晨 晚归\n其余在寝')).toMatchObject({ marks: [], problems: [{ why: 'held' }] });
		});
	});
});

describe('whatever is pasted', () => {
	const SURNAMES = Array.from('张李王赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施孔曹严华金魏陶姜');
	const GIVEN = Array.from('伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂英文博宇轩雨欣怡子涵梓琪');
	const name = fc
		.tuple(fc.constantFrom(...SURNAMES), fc.array(fc.constantFrom(...GIVEN), { minLength: 1, maxLength: 2 }))
		.map(([surname, given]) => surname + given.join(''));
	const roll = fc
		.uniqueArray(name, { minLength: 1, maxLength: 30 })
		.map((names) =>
			names.map((each, index) => resident(index + 1, each, `3-2${String((index % 8) + 1).padStart(2, '0')}`)),
		);
	const WORDS = { in: '在寝', late_return: '晚归', not_returned: '未归', on_leave: '请假' } as const;
	const kind = fc.constantFrom('in', 'late_return', 'not_returned', 'on_leave');
	const style = fc.constantFrom<(n: number, name: string, word: string, room: string) => string>(
		(n, who, word) => `${n}. ${who} ${word}`,
		(n, who, word) => `${n}、${who}${word}`,
		(_, who, word, room) => `${room} ${who} ${word}`,
		(_, who, word, room) => `${room.slice(2)}寝室 ${who}：${word}`,
		(_, who, word) => `${who}（${word}）`,
		(_, who, word) => `${word}：${who}`,
		(_, who, word) => `- ${who} — ${word}`,
	);
	const wide = (text: string) =>
		text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000');

	it('a list in any of the usual forms says of everybody what it says, in full width as in half', () => {
		fc.assert(
			fc.property(roll, fc.array(fc.tuple(kind, style), { minLength: 30, maxLength: 30 }), (residents, choices) => {
				const lines = residents.map(({ name: who, roomNumber }, index) => {
					const [said, write] = choices[index] ?? ['in', () => ''];
					return { said, text: write(index + 1, who, WORDS[said], roomNumber) };
				});
				const text = lines.map((line) => line.text).join('\n');
				const pasted = readPaste(text, residents);
				expect(pasted.problems).toEqual([]);
				expect(pasted.marks.map((mark) => mark.kind)).toEqual(lines.map((line) => line.said));
				expect(readPaste(wide(text), residents).marks).toEqual(pasted.marks);
			}),
		);
	});

	const scrap = fc.oneof(
		fc.constantFrom(
			'晚归',
			'未归',
			'请假',
			'在寝',
			'其余',
			'全到',
			'无',
			'不',
			'0',
			'人',
			'：',
			'、',
			'-',
			'(',
			')',
			'\n',
			' ',
		),
		fc.constantFrom(
			'张三',
			'李四',
			'李明',
			'陈晨',
			'刘洋',
			'华',
			'201',
			'3-204',
			'305',
			'23:10',
			'1.',
			'20240003',
			'#接龙',
		),
		fc.string({ unit: 'grapheme', maxLength: 4 }),
	);
	const text = fc.array(scrap, { maxLength: 60 }).map((scraps) => scraps.join(''));

	it('no line is lost, nobody is marked twice, and only who lives here', () => {
		fc.assert(
			fc.property(text, (words) => {
				const pasted = readPaste(words, UNIT);
				const accounted = new Set([
					...pasted.marks.flatMap((mark) => mark.lines),
					...[...pasted.choices, ...pasted.problems, ...pasted.skipped].map((each) => each.line),
				]);
				const lines = words.split(/\r\n|[\n\r\u2028\u2029]/);
				const said = lines.flatMap((line, index) => (/[\p{L}\p{N}]/u.test(line) ? [index] : []));
				expect(said.filter((line) => !accounted.has(line))).toEqual([]);
				const students = pasted.marks.map((mark) => mark.student);
				expect(new Set(students).size).toBe(students.length);
				expect(students.every((student) => UNIT.some((each) => each.student === student))).toBe(true);
				for (const mark of pasted.marks) {
					expect(mark.time === '' || (mark.kind === 'late_return' && /^\d\d:[0-5]\d$/.test(mark.time))).toBe(true);
					expect(mark.reason.length).toBeLessThanOrEqual(255);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('a stranger is listed and marks nobody', () => {
		fc.assert(
			fc.property(roll, name, kind, style, (residents, stranger, said, write) => {
				fc.pre(!residents.some((each) => each.name.startsWith(stranger) || stranger.includes(each.name)));
				const pasted = readPaste(write(1, stranger, WORDS[said], '3-201'), residents);
				expect(pasted.marks).toEqual([]);
				expect(pasted.problems).toHaveLength(1);
			}),
		);
	});
});
