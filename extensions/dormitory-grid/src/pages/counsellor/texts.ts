import { counsellorEnUS } from '../../lang/pages/counsellor/en-US.ts';
import { type CounsellorTextKey, counsellorZhCN } from '../../lang/pages/counsellor/zh-CN.ts';
import type { SharedTextKey } from '../../lang/pages/shared/zh-CN.ts';
import { type Texts, useTexts as useSharedTexts } from '../shared/use-texts.ts';

export const COUNSELLOR_TEXTS = { 'zh-CN': counsellorZhCN, 'en-US': counsellorEnUS };

export const useTexts = (): Texts<CounsellorTextKey | SharedTextKey> => useSharedTexts<CounsellorTextKey>();
