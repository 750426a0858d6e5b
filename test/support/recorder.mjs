// Says one update after another through the real app on the database at a URL, and prints the number of each
// (with its receipt) once it was acknowledged: a program of its own, so that it can be killed or raced.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pino } from 'pino'

const [compiled = '', database = '', writer = '', times = '0'] = process.argv.slice(2)
const load = (file) => import(pathToFileURL(join(compiled, file)).href)
const { openDatabase } = await load('data/database.js')
const { createApp } = await load('src/app/app.js')
const { loadCommands } = await load('src/discover.js')

const db = await openDatabase(database, { create: false })
const app = createApp({ db, commands: await loadCommands(), log: pino({ level: 'silent' }) })
const place = {
  platform: 'terminal',
  tenant: 'local',
  userId: 'coordinator',
  conversation: writer,
  isPrivate: true,
}

for (let number = 1; number <= Number(times); number += 1) {
  const said = `update A1(a)-(c) amber as reported by ${writer} in round ${number}`
  const reply = await app.handle(
    { ...place, key: `${writer}:${number}`, said },
    new Date(Date.UTC(2020, 10, 24, 9, 0, number)),
  )
  await new Promise((done) => process.stdout.write(`${JSON.stringify({ number, reply })}\n`, done))
}
await db.destroy()
