import { describe, expect, test } from 'vitest';
import { chooseColumns, chooseDensity, narrowestOf } from './layout.ts';

test('a college of the notice is drawn unit by unit, a university building by building', () => {
	expect(chooseDensity(8, 'units')).toBe('cells');
	expect(chooseDensity(130, 'units')).toBe('tiles');
	expect(chooseDensity(20, 'floors')).toBe('tiles');
});

test('floors of many units ask for wider buildings', () => {
	expect(narrowestOf('cells', 4)).toBeLessThan(narrowestOf('cells', 9));
	expect(narrowestOf('tiles', 9)).toBe(narrowestOf('tiles', 4));
});

describe('chooseColumns', () => {
	test.each([
		{ what: 'rows of equal length', count: 8, width: 900, columns: 4 },
		{ what: 'one row where it fits', count: 8, width: 2000, columns: 8 },
		{ what: 'two on a phone', count: 8, width: 362, columns: 2 },
		{ what: 'never none', count: 8, width: 0, columns: 1 },
		{ what: 'no more than there are', count: 2, width: 2000, columns: 2 },
		{ what: 'nothing to draw', count: 0, width: 900, columns: 1 },
	])('$what: $count in $width px are $columns across', ({ count, width, columns }) => {
		expect(chooseColumns(count, width, 170)).toBe(columns);
	});
});
