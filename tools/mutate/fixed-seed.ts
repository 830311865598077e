import * as fc from 'fast-check';

// The same cases in every run, and none is made smaller: only whether a mutant is noticed counts.
fc.configureGlobal({ seed: 20_260_101, endOnFailure: true });
