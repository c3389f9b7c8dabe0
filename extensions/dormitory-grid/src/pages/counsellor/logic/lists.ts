import { isSettled } from '../../../domain/absence.ts';
import type { CounsellorAnswer, CounsellorStudent } from '../../../types/api-counsellor.ts';

/** A counsellor's students by what is to be done about them. */
export interface Lists {
	/** Not returned, and nobody knows where: what the evening is about. */
	open: CounsellorStudent[];
	late: CounsellorStudent[];
	settled: CounsellorStudent[];
	leave: CounsellorStudent[];
}

export function sortStudents({ students }: Pick<CounsellorAnswer, 'students'>): Lists {
	const lists: Lists = { open: [], late: [], settled: [], leave: [] };
	for (const student of students) {
		if (student.kind === 'on_leave') lists.leave.push(student);
		else if (isSettled(student.state)) lists.settled.push(student);
		else if (student.kind === 'late_return') lists.late.push(student);
		else lists.open.push(student);
	}
	// Whom nobody has tried to reach yet comes first.
	lists.open.sort((a, b) => a.followups.length - b.followups.length);
	return lists;
}
