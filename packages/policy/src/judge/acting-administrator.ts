/** The administrator who makes a change, the service through which policies are written, and when. */
export type ActingAdministrator = { account: string; service: string; now: Date };
