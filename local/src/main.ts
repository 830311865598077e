import { parseCommandLine, USAGE } from './command-line.ts';
import { runUntilStopped } from './run-until-stopped.ts';

const commandLine = parseCommandLine(process.argv.slice(2));
switch (commandLine.kind) {
  case 'help': {
    console.log(USAGE);
    break;
  }
  case 'invalid': {
    console.error(`${USAGE}\n${commandLine.reason}`);
    process.exitCode = 2;
    break;
  }
  case 'run': {
    process.exitCode = await runUntilStopped(commandLine);
    break;
  }
}
