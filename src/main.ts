#!/usr/bin/env node
// Due times come from the database: no library may compute in a local time zone, so this stands before any import.
process.env.TZ = 'UTC'
// Traces in the log name lines of the source. This adds 30 ms to a start of 330, and works only for modules loaded later.
process.setSourceMapsEnabled(true)

const { env, stdin, stdout, stderr } = process
const { problemOfNode } = await import('./shell/node-version.ts')
const problem = problemOfNode(process.versions.node)
if (problem !== undefined) {
  stderr.write(`wsoa: ${problem}\n`)
  process.exit(3)
}
const { sayFaultsOnly } = await import('./shell/last-words.ts')
sayFaultsOnly(stderr)
const { runCli } = await import('./shell/cli.ts')

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const LONGEST_END_MS = 2_000

for (const stream of [stdout, stderr]) stream.on('error', unwritable)

/** Container runtimes kill a process ten seconds after asking it to stop. */
const MOST_ENDING_MS = 9_500

let isAskedToEnd = false

process.exitCode = await runCli(process.argv, {
  environment: env,
  input: stdin,
  output: stdout,
  errors: stderr,
  machineNow: () => new Date(),
  steadyNow: () => performance.now(),
  onStop: (stop) => {
    const end = () => {
      isAskedToEnd = true
      setTimeout(() => process.exit(1), MOST_ENDING_MS).unref()
      stop()
    }
    for (const signal of SIGNALS) process.once(signal, end)
    stdout.once('error', end)
  },
})
// A platform that does not answer would keep the process.
if (isAskedToEnd) process.exit()

// All is done and closed. A request to somebody who does not answer must not hold up the end.
setTimeout(() => process.exit(), LONGEST_END_MS).unref()

/** Whoever reads may leave early (`| head -1`), and that is no fault; anything else loses the answer. */
function unwritable({ code }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return
  stderr.write(`wsoa: the answer cannot be written (${code}). Check where the output goes.\n`)
  process.exit(1)
}
