// Looking at what a process is doing without racing it.

import { setTimeout as delay } from 'node:timers/promises';

/**
 * Lets a process run for moments, and looks while it stands still, however long looking takes, until `isThere()`, or until it has
 * ended. It stands still afterwards.
 */
export async function haltWhen(child, isThere) {
  child.kill('SIGSTOP');
  while (child.exitCode === null && child.signalCode === null && !isThere()) {
    child.kill('SIGCONT');
    await delay(2);
    child.kill('SIGSTOP');
  }
}
