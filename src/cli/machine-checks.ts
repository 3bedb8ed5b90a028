import { formatBytes } from '../core/units.ts';
import { readBusyness, readEnvironment } from '../platform/environment.ts';
import { freeBytes } from '../platform/files.ts';
import { canRaisePriority } from '../platform/priority.ts';
import { freePort } from '../platform/programs.ts';
import { busyWarning } from './busy-machine.ts';

export interface MachineCheck {
  readonly name: string;
  readonly ok: boolean;
  /** What was seen; where it is not enough, what to do. */
  readonly said: string;
}

/** The API server, the receiver and the load want a processor each for some of the time; one is shared by all. */
const FEWEST_PROCESSORS = 2;
/** Some hundred times what quickstart writes. */
const LEAST_DISK_BYTES = 2 ** 30;

/** What a run needs of the machine itself. */
export async function machineChecks(): Promise<readonly MachineCheck[]> {
  const { cpuCount, memoryBytes } = readEnvironment();
  const busyness = await readBusyness();
  const busy = busyWarning(busyness);
  const disk = await freeBytes('.');
  const port = await freePort().catch(() => null);
  const priority = canRaisePriority();
  return [
    {
      name: 'processors',
      ok: cpuCount >= FEWEST_PROCESSORS,
      said: `${cpuCount}, ${formatBytes(memoryBytes)} of memory${cpuCount >= FEWEST_PROCESSORS ? '' : ': lower the rates, or requests will leave late'}`,
    },
    {
      name: 'load',
      ok: busy === null,
      said: busy ?? `other programs use ${Math.round(100 * busyness.busyShare)} % of the processors`,
    },
    {
      name: 'real-time priority',
      ok: priority,
      said: priority
        ? 'the load keeps its pace beside other work'
        : 'not permitted (chrt, CAP_SYS_NICE or ulimit -r): requests leave late on a busy machine',
    },
    {
      name: 'disk',
      ok: disk >= LEAST_DISK_BYTES,
      said: `${formatBytes(disk)} free here${disk >= LEAST_DISK_BYTES ? '' : ': make room for raw files'}`,
    },
    {
      name: 'ports',
      ok: port !== null,
      said:
        port === null
          ? 'nothing can listen on 127.0.0.1: look at the firewall or the sandbox'
          : '127.0.0.1 can be listened on',
    },
  ];
}
