/** Nothing listens on port 9 (discard) of any machine that builds this. */
const NOWHERE = 'http://127.0.0.1:9';
const SECRET = 'only-to-start-once';

const CONTROL_STORE = {
  WHARFINGER_CONTROL_BUCKET: 'control',
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL_S3: NOWHERE,
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: SECRET,
  WHARFINGER_STORE_TIMEOUT_MS: '500',
};
const ADMIN = { WHARFINGER_JWKS_URL: `${NOWHERE}/.well-known/jwks.json`, WHARFINGER_ISSUER: 'nobody' };
const CONSUMER = { ...CONTROL_STORE, ...ADMIN, WHARFINGER_SITE: 'nowhere', WHARFINGER_EVENT_SECRET: SECRET };

/** @type {Readonly<Record<string, Readonly<Record<string, string>>>>} */
const ENVIRONMENTS = {
  token: {
    WHARFINGER_ISSUER: 'nobody',
    WHARFINGER_SERVICES: 'nowhere',
    WHARFINGER_KEYS_DIR: '/nonexistent',
    WHARFINGER_AUTHN_URL: NOWHERE,
    WHARFINGER_AUTHZ_URL: NOWHERE,
    WHARFINGER_CALLER_SECRET: SECRET,
  },
  'authn-hook': { ...CONTROL_STORE, ...ADMIN, WHARFINGER_CALLER_SECRET: SECRET },
  authz: { ...CONTROL_STORE, WHARFINGER_CALLER_SECRET: SECRET },
  events: {
    ...CONTROL_STORE,
    K_SINK: NOWHERE,
    WHARFINGER_SITE: 'nowhere',
    WHARFINGER_REGISTRY: 'nowhere',
    WHARFINGER_CALLER_SECRET: SECRET,
    WHARFINGER_EVENT_SECRET: SECRET,
  },
  audit: CONSUMER,
  gc: CONSUMER,
};

/**
 * A valid configuration with which a function starts and reaches nothing: to time a start, or to start it once at build
 * time. It listens on a free port of the loopback.
 * @param {string} name the function's folder
 * @returns {Readonly<Record<string, string>> | undefined}
 */
export function startupEnvironment(name) {
  const environment = ENVIRONMENTS[name];
  return environment && { ...environment, PORT: '0', WHARFINGER_LISTEN_ADDRESS: '127.0.0.1' };
}
