import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SAMPLE } from '../support/app.ts'
import { createShell, type ShellHere } from '../support/shell.ts'
import { startWeb, type WebTest } from '../support/web/web.ts'

/** Words that stand in the restricted item, in what was said of it and in what was decided of it, and nowhere else. */
const CANARIES = ['Zebraglass', 'Quillfeather', 'Umbermoor', 'Tanglewick', 'Marrowdale', 'Fennimore', 'B5(a)']
const ENV = { DATABASE_URL: 'sqlite:plan.sqlite', TIME_ZONE: 'Europe/London' }

let shell: ShellHere
let web: WebTest
let folder: string

const say = (line: string, now: string, as = 'coordinator') =>
  shell.run(['say', line, '--as', as, '--now', now], { env: ENV })

const run = (...args: readonly string[]) =>
  shell.run([...args, '--now', '2020-12-15T12:00:00Z'], { env: ENV })

/** The sample, with canaries in the item that is going to be restricted, and public words about it alone. */
function planWithCanaries(): string {
  const text = readFileSync(SAMPLE, 'utf8')
    .replace(
      'title: Sign new partnership agreements',
      'title: Zebraglass and Sign new partnership agreements',
    )
    .replace(
      'note: Started, some delay from COVID\n\n          - ref: B5(b)',
      'note: Quillfeather pulled out\n\n          - ref: B5(b)',
    )
  return `${text}\npublic:\n  said:\n    - { you: The forms are long, we: We shorten them, items: [ B5(b) ] }\n    - { you: Fennimore was too slow, we: Fennimore is replaced, items: [ B5(a) ] }\n`
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wsoa-canaries-'))
  writeFileSync(join(folder, 'plan.yaml'), planWithCanaries())
  shell = createShell()
  shell.write('plan.yaml', planWithCanaries())
  await shell.run(['import', 'plan.yaml', '--now', '2020-11-24T09:00:00Z'], { env: ENV })
  await say(
    'update B5(a) red Quillfeather refuses the Umbermoor indicators',
    '2020-11-25T10:00:00Z',
    'SLSPPEP',
  )
  await say(
    'revise B5(a) to 29 January 2021 because Umbermoor needs advice',
    '2020-11-25T11:00:00Z',
    'SLSPPEP',
  )
  await say('digest board', '2020-12-04T12:00:00Z')
  await say('met Improvement Board quorate', '2020-12-08T18:00:00Z')
  await say('approve R1 minute 4.3, Marrowdale is to be told', '2020-12-08T18:05:00Z')
  await say('action add improvement-board SLBI by 4 January 2021 ask about B5(a)', '2020-12-08T18:10:00Z')
  await say('restrict B5(a) to DCS because Tanglewick is under investigation', '2020-12-09T10:00:00Z')
}, 120_000)

afterAll(async () => {
  await web?.close()
  shell.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Which canaries bytes hold, also within a zip, as Word and Excel files are. */
function canariesIn(bytes: Buffer | string): readonly string[] {
  const buffer = Buffer.from(bytes)
  const parts = buffer.subarray(0, 2).toString() === 'PK' ? Object.values(unzipSync(buffer)) : [buffer]
  const text = parts.map((part) => Buffer.from(part).toString('utf8')).join('\n')
  return CANARIES.filter((canary) => text.includes(canary))
}

function filesIn(name: string): readonly string[] {
  const root = join(shell.folder, name)
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(root, file)).isFile(),
  )
}

function told(name: string): readonly string[] {
  return filesIn(name).flatMap((file) =>
    canariesIn(readFileSync(join(shell.folder, name, file))).map((canary) => `${file}: ${canary}`),
  )
}

test('no file of an export holds what is restricted, and the manifest counts what was left out', async () => {
  expect((await run('export', '--to', 'out')).exit).toBe(0)
  expect(told('out')).toEqual([])
  const manifest = JSON.parse(readFileSync(join(shell.folder, 'out/manifest.json'), 'utf8')) as {
    restricted: { leftOut: number }
  }
  expect(manifest.restricted.leftOut).toBeGreaterThan(8)
  const trail = JSON.parse(
    readFileSync(join(shell.folder, 'out/plans/thurrock-wsoa-2019/trail.json'), 'utf8'),
  ) as readonly { prev: string; hash: string; payload: string | null }[]
  expect(trail.slice(1).every(({ prev }, at) => prev === trail[at]?.hash)).toBe(true)
  expect(trail.filter(({ payload }) => payload === null).length).toBeGreaterThan(3)
  const updates = readFileSync(join(shell.folder, 'out/plans/thurrock-wsoa-2019/updates.json'), 'utf8')
  expect(updates).toContain('"ref":"B5(b)"')
})

test('it holds everything with --with-restricted, apart from the papers, and the trail says that somebody asked', async () => {
  expect((await run('export', '--to', 'all', '--with-restricted')).exit).toBe(0)
  const found = told('all')
  for (const table of [
    'items',
    'updates',
    'dates',
    'requests',
    'decisions',
    'changes',
    'trail',
    'restrictions',
  ])
    expect(found.some((each) => each.startsWith(`plans/thurrock-wsoa-2019/${table}.json`))).toBe(true)
  expect(found.filter((each) => each.includes('papers/'))).toEqual([])
  expect(readFileSync(join(shell.folder, 'all/organisation/trail.json'), 'utf8')).toContain(
    'export-restricted',
  )
})

test('no tracker, return form, paper, digest or file of an answer holds it', async () => {
  await run('tracker', '--out', 'tracker.xlsx')
  await run('forms', '--to', 'forms')
  await run('paper', 'improvement-board', '--out', 'paper.docx')
  expect(filesIn('forms').length).toBeGreaterThan(3)
  expect(told('forms')).toEqual([])
  const before = new Set(filesIn('.'))
  for (const line of [
    'export overdue',
    'export list B',
    'export history B5 as csv',
    'export requests',
    'export decisions',
  ])
    await say(line, '2020-12-15T12:00:00Z', 'DCS')
  const made = filesIn('.').filter((file) => !before.has(file) || /^(?:tracker|paper)\./.test(file))
  expect(made.length).toBeGreaterThan(3)
  expect(
    made.flatMap((file) =>
      canariesIn(readFileSync(join(shell.folder, file))).map((each) => `${file}: ${each}`),
    ),
  ).toEqual([])
  for (const args of [
    ['digest', 'improvement-board'],
    ['digest', 'improvement-board', '--format', 'json'],
    ['deliveries'],
    ['calendar', 'improvement-board'],
    ['doctor'],
  ]) {
    const { out, errors } = await run(...args)
    expect({ args, canaries: canariesIn(out + errors) }).toEqual({ args, canaries: [] })
  }
})

test('no page, picture, calendar, public page or metric holds it, for whoever looks', async () => {
  web = await startWeb({ plan: join(folder, 'plan.yaml') })
  const { bot } = web
  await bot.say('update B5(a) red Quillfeather refuses the Umbermoor indicators', { as: 'SLSPPEP' })
  await bot.say('restrict B5(a) to DCS because Tanglewick is under investigation')
  const plan = '/plans/thurrock-wsoa-2019'
  const meeting = '/meetings/improvement-board/2020-12-08'
  const addresses = [
    '/',
    '/overdue',
    '/list',
    '/requests',
    '/decisions',
    '/changes',
    '/actions',
    '/meetings',
    '/measures',
    '/sent',
    `${plan}/wall`,
    `${plan}/wall.png`,
    `${plan}/wall.xlsx`,
    `${plan}/item?ref=B5`,
    meeting,
    `${meeting}/paper.docx`,
    `${meeting}/picture.png`,
    `${meeting}/meeting.ics`,
    '/public/thurrock-wsoa-2019',
    '/metrics',
    '/readyz',
    '/ask?line=public',
    '/ask?line=links',
    '/ask?line=find+partnership',
    '/ask?line=history+B5',
    '/ask?line=minutes',
  ]
  const found: string[] = []
  let shown = 0
  for (const visitor of [
    web.stranger(),
    await web.signedIn('SLCSC'),
    await web.signedIn('DCS'),
    await web.signedIn('coordinator'),
  ])
    for (const address of addresses) {
      const { status, body } = await visitor.get(address)
      if (status === 200) shown += 1
      found.push(...canariesIn(body).map((canary) => `${address}: ${canary}`))
    }
  expect(found).toEqual([])
  expect(shown).toBeGreaterThan(40)
}, 120_000)
