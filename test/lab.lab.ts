import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { test } from 'vitest'
import { importPlan } from '../data/import/import.ts'
import { createApp } from '../src/app/app.ts'
import { completions } from '../src/conversation/command/completion.ts'
import { readLine } from '../src/conversation/reader.ts'
import { loadCommands } from '../src/discover.ts'
import { readPlanFile } from '../src/plan-file/read.ts'
import { openTestDatabase } from './support/database.ts'
// @ts-ignore
import { PLANS, yamlOf } from '/tmp/b3/lab/plans.ts'
const NOW = new Date('2021-03-09T09:00:00Z')
test('lab', async () => {
  const out = process.env.LAB_OUT ?? '/tmp/b3/lab/out.txt'
  writeFileSync(out, '')
  const commands = await loadCommands()
  const vocabularies = new Map<string, any>()
  const lines = readFileSync(process.env.LAB_IN ?? '/tmp/b3/lab/in.txt', 'utf8').split('\n').filter((l) => l.trim() && !l.startsWith('#'))
  let plan = ''
  for (const line of lines) {
    const head = line.match(/^== (\S+)/)
    if (head) {
      plan = head[1] ?? ''
      appendFileSync(out, `\n== ${plan}\n`)
      if (!vocabularies.has(plan)) {
        const text = plan === 'sample' ? readFileSync('data/plans/thurrock-wsoa-2019.yaml', 'utf8') : yamlOf(PLANS[plan] as any)
        const { plan: file, errors } = readPlanFile(text)
        if (!file) throw new Error(plan + errors.map((e) => e.text).join('\n'))
        const db = await openTestDatabase(`sqlite:${join(mkdtempSync('/tmp/b3/lab/db-'), 'x.sqlite')}`)
        await importPlan(db, file, { now: NOW, today: '2021-03-09' })
        const app = createApp({ db, commands, log: pino({ level: 'silent' }) })
        vocabularies.set(plan, await app.vocabulary(NOW))
        await db.destroy()
      }
      continue
    }
    const v = vocabularies.get(plan)
    if (line.startsWith('TAB ')) { appendFileSync(out, `${line}  =>  ${JSON.stringify(completions(line.slice(4), commands, v)[0])}\n`); continue }
    const said = line.replace(/\\n/g, '\n')
    const r = readLine(said, commands, v)
    const text = r.certainty === 'sure' ? `SURE ${r.command} ${JSON.stringify(r.args)}  [${r.line}]` : r.certainty === 'ask' ? `ASK ${r.question}  {${r.options.map((o) => o.line).join(' | ')}}${r.answerLine ? ` <${r.answerLine}>` : ''}` : `NONE ${r.reason} {${r.suggestions.join(' | ')}}`
    appendFileSync(out, `${line}\n      ${text.replace(/"asGiven":"[^"]*"/g, '').replace(/\n/g, '\\n')}\n`)
  }
})
