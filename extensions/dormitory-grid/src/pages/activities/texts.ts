import { activitiesEnUS } from '../../lang/pages/activities/en-US.ts';
import { type ActivitiesTextKey, activitiesZhCN } from '../../lang/pages/activities/zh-CN.ts';
import type { SharedTextKey } from '../../lang/pages/shared/zh-CN.ts';
import { type Texts, useTexts as useSharedTexts } from '../shared/use-texts.ts';

export const ACTIVITIES_TEXTS = { 'zh-CN': activitiesZhCN, 'en-US': activitiesEnUS };

export const useTexts = (): Texts<ActivitiesTextKey | SharedTextKey> => useSharedTexts<ActivitiesTextKey>();
