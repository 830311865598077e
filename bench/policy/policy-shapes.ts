import type { Binding } from '@wharfinger/policy';

/** A kind of policy: the same rules for both engines. */
export type PolicyShape = {
  title: string;
  binding: (index: number) => Binding;
  /** casbin's rules: what a subject may pull, and who belongs to a subject. */
  casbinRule: (index: number) => { policy: string[]; grouping: string[] };
  /** A name that the caller of this number may pull, and one that it may not. */
  granted: (index: number) => string;
  refused: (index: number) => string;
};

export const POLICY_SHAPES: readonly PolicyShape[] = [
  {
    title: 'a team each, by label, on its names',
    binding: (index) => ({
      id: `team-${index}`,
      role: 'reader',
      subjects: [{ kind: 'label', key: 'groups', value: `team-${index}` }],
      names: [`team-${index}/**`],
    }),
    casbinRule: (index) => ({
      policy: [`team-${index}`, `team-${index}/*`, 'pull'],
      grouping: [`user-${index}`, `team-${index}`],
    }),
    granted: (index) => `team-${index}/app`,
    refused: (index) => `team-${index + 1}/app`,
  },
  {
    title: 'an account each, on its names',
    binding: (index) => ({
      id: `account-${index}`,
      role: 'reader',
      subjects: [{ kind: 'account', account: `user-${index}` }],
      names: [`project-${index}/**`],
    }),
    casbinRule: (index) => ({
      policy: [`user-${index}`, `project-${index}/*`, 'pull'],
      grouping: [`user-${index}`, 'signed-in'],
    }),
    granted: (index) => `project-${index}/app`,
    refused: (index) => `project-${index + 1}/app`,
  },
  {
    title: 'everyone, on different names',
    binding: (index) => ({
      id: `open-${index}`,
      role: 'reader',
      subjects: [{ kind: 'everyone' }],
      names: [`org-${index % 1000}/app-${index}/**`],
    }),
    casbinRule: (index) => ({
      policy: ['everyone', `org-${index % 1000}/app-${index}/*`, 'pull'],
      grouping: [`user-${index}`, 'everyone'],
    }),
    granted: (index) => `org-${index % 1000}/app-${index}/web`,
    refused: (index) => `org-${index % 1000}/other-${index}/web`,
  },
];
