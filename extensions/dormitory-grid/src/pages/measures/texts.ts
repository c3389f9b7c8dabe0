import { categoriesEnUS, categoriesZhCN } from '../../lang/categories.ts';
import { measuresEnUS } from '../../lang/pages/measures/en-US.ts';
import { type MeasuresTextKey, measuresZhCN } from '../../lang/pages/measures/zh-CN.ts';
import type { SharedTextKey } from '../../lang/pages/shared/zh-CN.ts';
import { type Texts, useTexts as useSharedTexts } from '../shared/use-texts.ts';

type OwnKey = MeasuresTextKey | keyof typeof categoriesZhCN;

export const MEASURES_TEXTS = {
	'zh-CN': { ...categoriesZhCN, ...measuresZhCN },
	'en-US': { ...categoriesEnUS, ...measuresEnUS },
};

export const useTexts = (): Texts<OwnKey | SharedTextKey> => useSharedTexts<OwnKey>();
