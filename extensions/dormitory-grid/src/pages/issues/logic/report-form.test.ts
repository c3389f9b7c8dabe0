import { expect, test } from 'vitest';
import { findReportMissing, readReport, reportBody } from './report-form.ts';

const TODAY = '2026-11-23';
const CASE = { grid: 7, measure: '临时措施：围挡', timeZone: 'Asia/Shanghai' };

test('says what is missing, and asks a hazard’s measure for its end', () => {
	const empty = readReport(null);
	expect(findReportMissing(empty, TODAY)).toEqual(['title', 'category']);
	const hazard = { ...empty, kind: 'hazard' as const, title: '灯罩松动', category: 'safety' as const };
	expect(findReportMissing(hazard, TODAY)).toEqual([]);
	expect(findReportMissing({ ...hazard, measure: '围挡' }, TODAY)).toEqual(['until']);
	expect(findReportMissing({ ...hazard, date: '2026-11-24' }, TODAY)).toEqual(['measure']);
});

test('the measure goes with the report of a hazard, and with no other', () => {
	const words = {
		...readReport(null),
		title: ' 灯罩松动 ',
		category: 'safety' as const,
		measure: '围挡',
		date: '2026-11-24',
	};
	expect(reportBody({ ...words, kind: 'hazard', note: '三楼' }, CASE)).toMatchObject({
		title: '灯罩松动',
		note: '三楼\n临时措施：围挡',
		until: '2026-11-24T10:00:00.000Z',
	});
	const issue = reportBody(words, CASE);
	expect(['note' in issue, 'until' in issue, 'photos' in issue]).toEqual([false, false, false]);
});

test('words of an older visit come back, and nonsense does not', () => {
	expect(readReport({ title: '漏水', category: 'weather', severity: 3, photos: 'x', room: '1' })).toEqual({
		...readReport(null),
		title: '漏水',
	});
});

test('a complaint names whom it is about, and nothing else does', () => {
	const words = { ...readReport({ about: 'a-person' }), title: '态度', category: 'staff' as const };
	expect(reportBody({ ...words, kind: 'complaint' }, CASE)).toMatchObject({ about: 'a-person' });
	expect('about' in reportBody(words, CASE)).toBe(false);
	expect('about' in reportBody({ ...words, kind: 'complaint', about: null }, CASE)).toBe(false);
});
