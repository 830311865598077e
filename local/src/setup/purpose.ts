/** What the machine is set up for. */
export type Purpose = 'start' | 'test' | 'bench';
