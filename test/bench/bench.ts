import { mkdtempSync, rmSync } from 'node:fs'
import { projectFile } from '../../src/shell/project.ts'
import { measureAsking } from './asking.ts'
import { measureDeliveries } from './deliveries.ts'
import { measureDigesting } from './digesting.ts'
import { measureExporting } from './exporting.ts'
import { milliseconds } from './measure.ts'
import { measureOrganisation } from './organisation.ts'
import { measurePaper } from './paper.ts'
import { measureReading } from './reading.ts'
import { measureSlack } from './slack.ts'
import { measureStart } from './starting.ts'
import { measureTeams } from './teams.ts'
import { measureUpdating } from './updating.ts'
import { measureWeb } from './web.ts'

const PARTS = {
  update: measureUpdating,
  reading: measureReading,
  asking: measureAsking,
  organisation: measureOrganisation,
  deliveries: measureDeliveries,
  digest: measureDigesting,
  paper: measurePaper,
  export: measureExporting,
  start: measureStart,
  teams: measureTeams,
  slack: measureSlack,
  web: measureWeb,
}

/** All parts, or those that are named: `npm run bench -- update reading`. */
async function bench(wanted: readonly string[]): Promise<void> {
  // Beside the project, not in a temporary folder, which may be kept in memory.
  const folder = mkdtempSync(projectFile('dist-bench/run-'))
  try {
    for (const [name, measure] of Object.entries(PARTS)) {
      if (wanted.length === 0 || wanted.includes(name)) await measure(folder)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

process.env.TZ = 'UTC'
const took = await milliseconds(() => bench(process.argv.slice(2)))
console.log(`\nWhole run: ${Math.round(took / 1_000)} s, Node ${process.versions.node}`)
