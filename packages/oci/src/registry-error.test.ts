import { expect, test } from 'vitest';
import { errorEnvelope, REGISTRY_ERROR_CODES } from './registry-error.ts';

test('errorEnvelope keeps order and details', () => {
  const errors = [
    { code: 'UNAUTHORIZED', message: 'who are you' },
    { code: 'DENIED', message: 'no', detail: { repository: 'team/app' } },
  ] as const;
  expect(errorEnvelope(errors)).toEqual({ errors });
});

test('errorEnvelope leaves out a detail that is undefined', () => {
  const [error] = errorEnvelope([{ code: 'UNAVAILABLE', message: 'later', detail: undefined }]).errors;
  expect(Object.keys(error ?? {})).toEqual(['code', 'message']);
});

test('codes have the form that the specification gives them, each once', () => {
  expect(new Set(REGISTRY_ERROR_CODES).size).toBe(REGISTRY_ERROR_CODES.length);
  expect(REGISTRY_ERROR_CODES.filter((code) => !/^[A-Z_]+$/.test(code))).toEqual([]);
});
