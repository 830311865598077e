import { rmSync } from 'node:fs';
import { ADMIN_ACCOUNT, loopback, publicAddress, SITE, type Plan } from '../parts/plan.ts';
import { CONTROL_BUCKET, REGISTRY_BUCKET, s3Access, type S3Access } from '../storage/buckets.ts';
import { writePrivateFile } from '../state/write-file.ts';

export type StackSite = {
  name: string;
  /** The edge: registry and token endpoint. */
  registry: string;
  registryDirect: string;
  token: string;
  authz: string;
  authnHook: string;
  events: string;
  gc: string;
  audit: string;
  s3: S3Access & { registryBucket: string; controlBucket: string };
};

/** What anybody outside needs to use a running system. */
export type Stack = { sites: StackSite[]; admin: { username: string; password: string } };

export function describeStack({ ports, secrets }: Plan): Stack {
  return {
    sites: [
      {
        name: SITE,
        registry: publicAddress(ports),
        registryDirect: loopback(ports.registry),
        token: loopback(ports.token),
        authz: loopback(ports.authz),
        authnHook: loopback(ports.authnHook),
        events: loopback(ports.events),
        gc: loopback(ports.gc),
        audit: loopback(ports.audit),
        s3: { ...s3Access(ports.rgw, secrets), registryBucket: REGISTRY_BUCKET, controlBucket: CONTROL_BUCKET },
      },
    ],
    admin: { username: ADMIN_ACCOUNT, password: secrets.adminPassword },
  };
}

export function writeStackFile(path: string, stack: Stack): void {
  writePrivateFile(path, `${JSON.stringify(stack, null, 2)}\n`);
}

export function removeStackFile(path: string): void {
  rmSync(path, { force: true });
}
