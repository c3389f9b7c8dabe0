import type { HolderShown } from '../../../types/api-issues.ts';
import type { IssuesSay } from '../texts.ts';

export function holderText({ kind, level, name }: HolderShown, say: IssuesSay): string {
	if (kind === 'grid' && level !== null && level !== 0)
		return say('holder.grid', { name: name ?? '', level: say(`level.${level}`) });
	return name ?? say('position.working_group');
}
