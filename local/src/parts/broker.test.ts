import { expect, test } from 'vitest';
import { brokerConfigurationSchema } from '../broker/configuration.ts';
import { matchesFilter } from '../broker/filter.ts';
import { planPorts } from '../ports/port-plan.ts';
import { createStateLayout } from '../state/layout.ts';
import { createBrokerPart } from './broker.ts';

const part = createBrokerPart({
  layout: createStateLayout('/nonexistent', 'memstore'),
  ports: planPorts(21_000),
  secrets: {
    schema: 1,
    adminPassword: '',
    callerSecret: '',
    notificationSecret: '',
    eventSecret: 'the-event-secret-of-a-test',
    refreshSecret: '',
    registrySecret: '',
    s3AccessKeyId: '',
    s3SecretAccessKey: '',
  },
  jwks: { keys: [] },
  store: 'memstore',
  registryProgram: '/nonexistent',
});
const [text = ''] = Object.values(part.configuration);
const { triggers } = brokerConfigurationSchema.parse(JSON.parse(text));

test.each([
  ['dev.wharfinger.registry.manifest.pushed.v1', ['audit', 'gc']],
  ['dev.wharfinger.registry.blob.mounted.v1', ['audit', 'gc']],
  ['dev.wharfinger.registry.tag.deleted.v1', ['audit', 'gc']],
  ['dev.wharfinger.registry.manifest.pulled.v1', ['audit']],
  ['dev.wharfinger.auth.granted.v1', ['audit-decisions']],
  ['dev.wharfinger.auth.denied.v1', ['audit-decisions']],
  ['dev.wharfinger.policy.changed.v1', ['audit-policy']],
  ['dev.wharfinger.policy.refused.v1', ['audit-policy']],
  ['dev.example.manifest.pushed.v1', []],
])('%s goes to %j', (type, expected) => {
  const takers = triggers.filter(({ filters }) => filters.every((filter) => matchesFilter(filter, { type })));
  expect(takers.map(({ name }) => name)).toEqual(expected);
});

test('all of audit go to audit, in spools of their own', () => {
  const ofAudit = triggers.filter(({ name }) => name.startsWith('audit'));
  expect(new Set(ofAudit.map(({ subscriber }) => subscriber))).toEqual(new Set(['http://127.0.0.1:21015/']));
  expect(new Set(triggers.map(({ name }) => name)).size).toBe(triggers.length);
});
