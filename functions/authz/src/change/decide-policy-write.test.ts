import { DEFAULT_POLICY, type PolicyDocument } from '@wharfinger/policy';
import { expect, test } from 'vitest';

import { decidePolicyWrite } from './decide-policy-write.ts';
import type { CurrentPolicy } from '../store/policies.ts';

const writer = { account: 'admin', now: new Date(0), isForced: false, pause: () => Promise.resolve() };
const document: PolicyDocument = {
  ...DEFAULT_POLICY,
  bindings: ['a', 'b'].map((id) => ({ id, role: 'reader', subjects: [{ kind: 'everyone' }], names: ['x', 'y'] })),
};
const current: CurrentPolicy = {
  document,
  revision: {
    number: 1,
    etag: '1-0',
    author: null,
    at: null,
    reason: null,
    changes: { added: [], changed: [], removed: [] },
  },
};

test('who puts the same in another order changes nothing', async () => {
  const turned = document.bindings.map((rule) => Object.assign({}, rule, { names: ['y', 'x'] })).toReversed();
  const write = { document: { ...document, bindings: turned }, condition: undefined };
  expect(await decidePolicyWrite(current, write, writer)).toEqual({ kind: 'unchanged' });
  const less = { document: { ...document, bindings: turned.slice(1) }, condition: undefined };
  expect(await decidePolicyWrite(current, less, writer)).toEqual({ kind: 'write', document: less.document });
});
