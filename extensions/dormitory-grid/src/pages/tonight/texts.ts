import { tonightEnUS } from '../../lang/pages/tonight/en-US.ts';
import { type TonightTextKey, tonightZhCN } from '../../lang/pages/tonight/zh-CN.ts';
import type { SharedTextKey } from '../../lang/pages/shared/zh-CN.ts';
import { type Say, type Texts, useTexts as useSharedTexts } from '../shared/use-texts.ts';

export const TONIGHT_TEXTS = { 'zh-CN': tonightZhCN, 'en-US': tonightEnUS };

export type TonightSay = Say<TonightTextKey | SharedTextKey>;

export const useTexts = (): Texts<TonightTextKey | SharedTextKey> => useSharedTexts<TonightTextKey>();
