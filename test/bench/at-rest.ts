/** Prints what this process holds: nothing loaded, our imports, or a started app on the demo's database. */
async function hold(kind: string | undefined): Promise<unknown> {
  if (kind === 'bare') return undefined
  const { openSession, settingsOf } = await import('../../src/shell/session.ts')
  const { loadCommands } = await import('../../src/discover.ts')
  await import('../../src/shell/cli.ts')
  if (kind === 'imports') return loadCommands()
  const { incoming } = await import('./app.ts')
  const { stdin: input, stdout: output, stderr: errors } = process
  const machine = {
    environment: {},
    input,
    output,
    errors,
    machineNow: () => new Date(),
    steadyNow: () => performance.now(),
  }
  const session = await openSession(machine, settingsOf(machine))
  await session.app.handle(incoming('overdue', 'coordinator'), session.now())
  return session
}

const held = await hold(process.argv[2])
global.gc?.()
await new Promise((resolve) => setTimeout(resolve, 50))
global.gc?.()
const { rss, heapUsed } = process.memoryUsage()
console.log(JSON.stringify({ rss: rss / 2 ** 20, heapUsed: heapUsed / 2 ** 20, held: held !== undefined }))
process.exit(0)
