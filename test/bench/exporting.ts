import { join } from 'node:path'
import { openDatabase } from '../../data/database.ts'
import { exportTo } from '../../src/export/export.ts'
import { historyFile, NOW } from './history.ts'
import { milliseconds, printTable } from './measure.ts'

const SIZES = [10_000, 1_000_000]
/** How often the memory in use is looked at meanwhile. */
const EVERY_MS = 100

/** Everything of a plan with few and with many updates: how long it takes, and how far the memory rises. */
export async function measureExporting(folder: string): Promise<void> {
  const rows: (string | number)[][] = []
  for (const updates of SIZES) {
    const db = await openDatabase(`sqlite:${await historyFile(folder, updates)}`, { create: false })
    global.gc?.()
    const before = process.memoryUsage.rss()
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss())
    }, EVERY_MS)
    const to = join(folder, `export-${updates}`)
    const took = await milliseconds(async () => {
      await exportTo(db, { to, plan: undefined, replace: false, now: NOW })
    })
    clearInterval(watch)
    await db.destroy()
    const megabytes = Math.round((most - before) / 1024 / 1024)
    rows.push([updates.toLocaleString('en-GB'), `${(took / 1_000).toFixed(1)} s`, `${megabytes} MB`])
  }
  printTable('Exporting everything', ['updates', 'took', 'memory rose by'], rows)
}
