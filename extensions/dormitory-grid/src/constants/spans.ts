/** Days that are shown where none are asked for, for server, panels and pages alike … */
export const USUAL_SPAN_DAYS = 30;
/** … and the most at a time: a term and its holidays; a book of years is exported year by year. */
export const LONGEST_SPAN_DAYS = 400;
