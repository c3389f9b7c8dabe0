import { sheetEnUS } from '../../lang/pages/sheet/en-US.ts';
import { type SheetTextKey, sheetZhCN } from '../../lang/pages/sheet/zh-CN.ts';
import type { SharedTextKey } from '../../lang/pages/shared/zh-CN.ts';
import { type Texts, useTexts as useSharedTexts } from '../shared/use-texts.ts';

export const SHEET_TEXTS = { 'zh-CN': sheetZhCN, 'en-US': sheetEnUS };

export const useTexts = (): Texts<SheetTextKey | SharedTextKey> => useSharedTexts<SheetTextKey>();
