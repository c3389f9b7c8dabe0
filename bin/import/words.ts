import { say } from '../../extensions/dormitory-grid/src/lang/say.ts';
import type { TextKey } from '../../extensions/dormitory-grid/src/lang/translations/zh-CN.ts';

/** What the page of imports says of a bad line, in both languages: a console has none of its own. */
export function both(key: TextKey & `import.${string}`, values: Record<string, string | number> = {}): string {
	return `${say('zh-CN', key, values)} / ${say('en-US', key, values)}`;
}
