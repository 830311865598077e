import { expect, test } from 'vitest';

import { issuerLocationProblem } from './issuer-location.ts';
import { parseNetwork } from './workload-issuer-address.ts';

const networks = (...texts: string[]) => texts.map(parseNetwork).filter((network) => network !== undefined);

test.each([
  ['https://issuer.example', []],
  ['https://8.8.8.8', []],
  ['https://[2001:4860:4860::8888]/path', []],
  ['https://10.96.0.1', ['10.96.0.0/12']],
  ['http://10.96.0.1:8080/realm', ['10.96.0.0/12']],
  ['http://localhost:8080', ['127.0.0.0/8']],
  ['http://[fd00::1]', ['fd00::/8']],
  // What the name resolves to is seen when it is asked.
  ['http://keycloak.auth.svc', ['10.96.0.0/12']],
])('the keys of %s can be fetched where %j are allowed', (issuer, allowed) => {
  expect(issuerLocationProblem(issuer, networks(...allowed))).toBeUndefined();
});

test.each([
  ['http://issuer.example', []],
  ['http://8.8.8.8', ['10.96.0.0/12']],
  ['https://10.96.0.1', []],
  ['https://127.0.0.1', []],
  // As the URL standard reads them: 127.0.0.1.
  ['https://2130706433', []],
  ['https://0x7f.1', []],
  ['https://localhost', ['10.96.0.0/12']],
  ['https://a.localhost.', []],
  ['https://169.254.169.254', []],
  ['https://[::1]', ['127.0.0.0/8']],
  ['https://[::ffff:10.96.0.1]', ['10.96.0.0/12']],
])('those of %s can’t where %j are, and the variable is named', (issuer, allowed) => {
  expect(issuerLocationProblem(issuer, networks(...allowed))).toContain('WHARFINGER_ISSUER_PRIVATE_NETWORKS');
});
