/** Does a step of the tick; what it throws is kept, so that one college's trouble is nobody else's (services/reconcile.ts). */
export type Attempt = <Result>(work: () => Promise<Result>, otherwise: Result) => Promise<Result>;
