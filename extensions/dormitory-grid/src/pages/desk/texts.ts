import { deskEnUS } from '../../lang/pages/desk/en-US.ts';
import { type DeskTextKey, deskZhCN } from '../../lang/pages/desk/zh-CN.ts';
import type { SharedTextKey } from '../../lang/pages/shared/zh-CN.ts';
import { type Say, type Texts, useTexts as useSharedTexts } from '../shared/use-texts.ts';

export const DESK_TEXTS = { 'zh-CN': deskZhCN, 'en-US': deskEnUS };

export type DeskSay = Say<DeskTextKey | SharedTextKey>;

export const useTexts = (): Texts<DeskTextKey | SharedTextKey> => useSharedTexts<DeskTextKey>();
