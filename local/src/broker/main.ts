import { readFileSync } from 'node:fs';
import { createBroker } from './broker.ts';
import { brokerConfigurationSchema } from './configuration.ts';
import { createDeadLetters } from './dead-letters.ts';
import { deliverOverHttp } from './http-subscriber.ts';
import { createBrokerServer } from './server.ts';

const [configurationFile = ''] = process.argv.slice(2);
const configuration = brokerConfigurationSchema.parse(JSON.parse(readFileSync(configurationFile, 'utf8')));
const log = (entry: Record<string, unknown>): void => {
  console.log(JSON.stringify({ time: new Date().toISOString(), ...entry }));
};
const deadLetters = createDeadLetters(configuration.deadLetterDirectory, { log });

const broker = createBroker(configuration, {
  deadLetters,
  deliver: deliverOverHttp,
  schedule: setTimeout,
  now: () => new Date(),
  log,
});
const server = createBrokerServer(broker, deadLetters, configuration.ingressPath);
server.keepAliveTimeout = 120_000;
server.listen(configuration.port, '127.0.0.1', () => log({ msg: 'listening', port: configuration.port }));

process.once('SIGTERM', () => {
  server.close();
  server.closeIdleConnections();
  // What is not delivered yet is in the spool.
  void broker.stop().then(() => process.exit(0));
});
