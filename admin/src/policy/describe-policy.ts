import type { Conditions, Permission, PolicyDocument, PolicySubject } from '@wharfinger/policy';

/** A policy in words, a line for each role and rule. */
export function describePolicy({ defaults, roles, bindings, denials }: PolicyDocument): string[] {
  return [
    ...Object.entries(roles).map(([name, { permissions }]) => `role     ${name}: ${describePermissions(permissions)}`),
    ...bindings.map(
      ({ id, role, names, subjects, ...when }) =>
        `binding  ${id}: ${role}${names === undefined ? '' : ` on ${names.join(', ')}`} for ${describeSubjects(subjects)}${describeConditions(when)}`,
    ),
    ...denials.map(
      ({ id, permissions, subjects, ...when }) =>
        `denial   ${id}: no ${describePermissions(permissions)} for ${describeSubjects(subjects)}${describeConditions(when)}`,
    ),
    defaults ? 'The default bindings hold beside these.' : 'Nothing else holds.',
  ];
}

function describePermissions(permissions: readonly Permission[]): string {
  return permissions.map(({ type, name, actions }) => `${actions.join(', ')} on ${type} ${name}`).join('; ');
}

function describeSubjects(subjects: readonly PolicySubject[]): string {
  return subjects.map(describeSubject).join(' or ');
}

function describeSubject(subject: PolicySubject): string {
  switch (subject.kind) {
    case 'everyone': {
      return 'everyone';
    }
    case 'signed-in': {
      return 'everyone signed in';
    }
    case 'account': {
      return subject.account;
    }
    case 'label': {
      return `${subject.key}=${subject.value}`;
    }
  }
}

function describeConditions({ notBefore, notAfter, cidrs, services }: Conditions): string {
  const parts = [
    cidrs === undefined ? '' : `from ${cidrs.join(', ')}`,
    services === undefined ? '' : `at ${services.join(', ')}`,
    notBefore === undefined ? '' : `not before ${notBefore}`,
    notAfter === undefined ? '' : `until ${notAfter}`,
  ];
  return parts
    .filter((part) => part !== '')
    .map((part) => `, ${part}`)
    .join('');
}
