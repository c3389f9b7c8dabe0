import { importsEnUS } from '../../lang/pages/imports/en-US.ts';
import { type ImportsTextKey, importsZhCN } from '../../lang/pages/imports/zh-CN.ts';
import type { SharedTextKey } from '../../lang/pages/shared/zh-CN.ts';
import { type Texts, useTexts as useSharedTexts } from '../shared/use-texts.ts';

export const IMPORTS_TEXTS = { 'zh-CN': importsZhCN, 'en-US': importsEnUS };

export const useTexts = (): Texts<ImportsTextKey | SharedTextKey> => useSharedTexts<ImportsTextKey>();
