import { expect, test } from 'vitest';
import { adviseOnInstall } from './advise-on-install.mjs';

test.each([
  ['npm error code EUSAGE\nnpm error `npm ci` can only install packages when …', 'npm install'],
  ['npm error code ENOTFOUND\nnpm error network request to …', 'npm ping'],
  ['npm error code E503\nnpm error 503 Service Unavailable', 'npm ping'],
  ['npm error code ENOSPC', 'says above'],
])('%j: %s', (printed, advice) => {
  const answer = adviseOnInstall(printed);

  expect(['npm install', 'npm ping', 'says above'].filter((text) => answer.includes(text))).toStrictEqual([advice]);
});
