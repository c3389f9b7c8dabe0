import { issuesEnUS } from '../../lang/pages/issues/en-US.ts';
import { type IssuesTextKey, issuesZhCN } from '../../lang/pages/issues/zh-CN.ts';
import type { SharedTextKey } from '../../lang/pages/shared/zh-CN.ts';
import { type Say, type Texts, useTexts as useSharedTexts } from '../shared/use-texts.ts';

export const ISSUES_TEXTS = { 'zh-CN': issuesZhCN, 'en-US': issuesEnUS };

export type IssuesSay = Say<IssuesTextKey | SharedTextKey>;

export const useTexts = (): Texts<IssuesTextKey | SharedTextKey> => useSharedTexts<IssuesTextKey>();
