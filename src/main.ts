#!/usr/bin/env node
// Before anything reads the clock: due times come from the database, and no library may think in a local zone.
process.env.TZ = 'UTC'

const { runCli } = await import('./cli.ts')
process.exitCode = await runCli(process.argv, {
  environment: process.env,
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  machineNow: () => new Date(),
})
