/** Two ticks at once would only get in each other's way; a failed one is the next one's to make good. */
export function oneAtATime(
  work: () => Promise<void>,
): (() => Promise<void>) & { settled: () => Promise<void> } {
  let running: Promise<void> | undefined
  const run = () => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }
  return Object.assign(run, { settled: async () => running })
}
