import { expect, it } from 'vitest';
import { placeGrid } from './grid.ts';

const building = { id: 3, code: '3', level: 1 as const, college: 1, building: null };
const floor = { id: 32, code: '3-2', level: 2 as const, college: 1, building: 3 };
const unit = { id: 321, code: '3-2-1', level: 3 as const, college: 1, building: 3 };

it('places a grid below its parent and keeps codes in line', () => {
	expect(placeGrid('3', null)).toEqual({ kind: 'placed', level: 1, building: null, floor: null });
	expect(placeGrid('3-2', building)).toEqual({ kind: 'placed', level: 2, building: 3, floor: null });
	expect(placeGrid('3-2-1', floor)).toEqual({ kind: 'placed', level: 3, building: 3, floor: 32 });
	expect(placeGrid('3-2-1-1', unit)).toEqual({ kind: 'too_deep' });
	expect(placeGrid('4-2', building)).toEqual({ kind: 'wrong_code', example: '3-1' });
	expect(placeGrid('3-2-', floor)).toEqual({ kind: 'wrong_code', example: '3-2-1' });
	expect(placeGrid('3-2', null)).toEqual({ kind: 'wrong_code', example: '3' });
});
