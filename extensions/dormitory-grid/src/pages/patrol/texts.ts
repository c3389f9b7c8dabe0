import { patrolEnUS } from '../../lang/pages/patrol/en-US.ts';
import { type PatrolTextKey, patrolZhCN } from '../../lang/pages/patrol/zh-CN.ts';
import type { SharedTextKey } from '../../lang/pages/shared/zh-CN.ts';
import { type Texts, useTexts as useSharedTexts } from '../shared/use-texts.ts';

export const PATROL_TEXTS = { 'zh-CN': patrolZhCN, 'en-US': patrolEnUS };

export const useTexts = (): Texts<PatrolTextKey | SharedTextKey> => useSharedTexts<PatrolTextKey>();
