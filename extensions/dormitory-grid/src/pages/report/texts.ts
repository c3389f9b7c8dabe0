import { reportEnUS } from '../../lang/pages/report/en-US.ts';
import { type ReportTextKey, reportZhCN } from '../../lang/pages/report/zh-CN.ts';
import type { SharedTextKey } from '../../lang/pages/shared/zh-CN.ts';
import { type Texts, useTexts as useSharedTexts } from '../shared/use-texts.ts';

export const REPORT_TEXTS = { 'zh-CN': reportZhCN, 'en-US': reportEnUS };

export const useTexts = (): Texts<ReportTextKey | SharedTextKey> => useSharedTexts<ReportTextKey>();
