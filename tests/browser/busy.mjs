// Whether this machine has its processors for itself. A timing that is taken beside other work says little of the page, so
// the tests that take one print it always, take the best of a few, and ask for less where others compute.
import os from 'node:os';

/** Work that waits or runs, for each processor: above this, others are at it. */
const quiet = 0.6;

/**
 * Called before a test makes work of its own.
 * @returns {{ factor: number, words: string }} `factor`: how much more time a limit allows
 */
export function allowance() {
  const [load] = os.loadavg();
  const busy = load / os.cpus().length > quiet;
  const words = `load average ${load.toFixed(1)} on ${os.cpus().length} processors`;
  return busy
    ? { factor: 3, words: `${words}: others compute here, so the limits on time are three times wider` }
    : { factor: 1, words: `${words}: the limits on time are those that the page promises` };
}
