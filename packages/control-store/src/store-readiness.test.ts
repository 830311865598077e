import { describe, expect, test } from 'vitest';

import { StoreError } from './store-error.ts';
import { createStoreReadiness } from './store-readiness.ts';

describe('the readiness of the store', () => {
  test('asks for conditional writes until they are there, and then only whether the store can be read', async () => {
    const asked: string[] = [];
    const answers = [{ kind: 'unsupported', reason: 'it overwrites' } as const, { kind: 'supported' } as const];
    const { readiness } = createStoreReadiness({
      probe: async () => {
        asked.push('probe');
        return answers.shift() ?? { kind: 'unsupported', reason: 'asked too often' };
      },
      check: async () => {
        asked.push('check');
        if (asked.length > 3) throw new StoreError('ERR_STORE_UNAVAILABLE', 'down');
      },
    });
    expect(await readiness()).toEqual({ kind: 'not-ready', missing: [expect.stringContaining('it overwrites')] });
    expect(await readiness()).toEqual({ kind: 'ready' });
    expect(await readiness()).toEqual({ kind: 'ready' });
    expect(await readiness()).toEqual({ kind: 'not-ready', missing: ['the control store'] });
    expect(asked).toEqual(['probe', 'probe', 'check', 'check']);
  });

  test("a fault that is not the store's is not taken for one", async () => {
    const { readiness } = createStoreReadiness({
      probe: () => Promise.reject(new TypeError('a bug')),
      check: () => Promise.resolve(),
    });
    await expect(readiness()).rejects.toThrow(TypeError);
  });

  test('writable once the store keeps conditions, asked by one probe at a time', async () => {
    const answers = [{ kind: 'unsupported', reason: 'it overwrites' } as const, { kind: 'supported' } as const];
    let probes = 0;
    const { isWritable, readiness } = createStoreReadiness({
      probe: async () => {
        probes += 1;
        return answers.shift() ?? { kind: 'unsupported', reason: 'asked too often' };
      },
      check: () => Promise.resolve(),
    });
    expect(await Promise.all([isWritable(), isWritable()])).toEqual([false, false]);
    expect(probes).toBe(1);
    expect(await Promise.all([isWritable(), readiness()])).toEqual([true, { kind: 'ready' }]);
    expect(await isWritable()).toBe(true);
    expect(probes).toBe(2);
  });

  test('a store that cannot be asked is asked again', async () => {
    const down = new StoreError('ERR_STORE_UNAVAILABLE', 'down');
    const faults = [down];
    const { isWritable } = createStoreReadiness({
      probe: async () => {
        const fault = faults.shift();
        if (fault !== undefined) throw fault;
        return { kind: 'supported' };
      },
      check: () => Promise.resolve(),
    });
    await expect(isWritable()).rejects.toBe(down);
    expect(await isWritable()).toBe(true);
  });
});
