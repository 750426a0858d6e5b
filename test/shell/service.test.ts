import { closeSync, copyFileSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import { type Service, startService } from '../support/service.ts'
import type { Answered } from '../support/slack/signed.ts'

let service: Service
afterEach(() => service.close())

const UPDATE = 'update C2 red the backlog grew'

function textOf({ status, json }: Answered): string {
  return status === 200 ? String(json.text) : 'not heard'
}

/** All that was told, once the service has ended: whoever waited longer than Slack does is told by the response address. */
function told(texts: readonly string[], { stub }: Service): readonly string[] {
  const later = stub.callsOf('response').map((call) => JSON.stringify(call.arguments))
  return [...texts.filter((text) => text !== 'undefined'), ...later]
}

/** How many updates people recorded, by the file itself. */
function recorded(path: string): number {
  const sqlite = new SqliteDatabase(path, { readonly: true })
  const row = sqlite
    .prepare<[], { number: number }>("select count(*) as number from updates where kind <> 'import'")
    .get()
  sqlite.close()
  return row?.number ?? 0
}

const MOVED = {
  status: 503,
  body: {
    ready: false,
    problems: ['the database file was moved or removed'],
    // It may not be able to ask about backups any more.
    notes: expect.any(Array),
  },
}

describe('a database file that goes away under the service', () => {
  test.each<[string, (path: string) => void]>([
    ['deleted', (path) => rmSync(path)],
    ['moved', (path) => renameSync(path, `${path}.old`)],
    [
      'replaced by a copy of itself',
      (path) => {
        copyFileSync(path, `${path}.copy`)
        renameSync(`${path}.copy`, path)
      },
    ],
    ['without its log', (path) => rmSync(`${path}-wal`)],
  ])('%s: nothing is recorded any more, it is not ready, and it ends with a failure', async (_, happen) => {
    service = await startService()
    expect(textOf(await service.command(UPDATE))).toContain('Recorded: C2')
    happen(service.path)
    // It may have noticed before anybody spoke, and be ending already, or have ended.
    const gone =
      /^(?:Not saved\. )?The database file was moved or removed\.|wsoa is being restarted|^not heard$/
    const say = (line: string) => service.command(line).then(textOf, () => 'not heard')
    expect(await say(UPDATE)).toMatch(gone)
    expect(await say('overdue')).toMatch(gone)
    const { exit, errors } = await service.ended
    expect(exit).toBe(1)
    expect(errors).toContain(
      'wsoa: The database file was moved or removed. Put it back, or name another in DATABASE_URL, and start again.',
    )
  })

  test('is said by /readyz until the service has ended', async () => {
    service = await startService()
    expect(JSON.stringify(await service.get('/readyz'))).not.toContain('moved')
    rmSync(service.path)
    // It may have noticed before anybody asked, and have ended already.
    const answer = await service.get('/readyz').catch(() => 'ended')
    if (answer !== 'ended') expect(answer).toEqual(MOVED)
    expect((await service.ended).exit).toBe(1)
  })
})

describe('an end that is asked for', () => {
  test('while a change waits for a neighbour: it is told "Not saved", and the service ends within ten seconds', async () => {
    service = await startService()
    const neighbour = new SqliteDatabase(service.path)
    neighbour.exec('begin immediate')
    const answers = [1, 2, 3].map((number) =>
      service.command(`${UPDATE} ${number}`, { trigger: `t${number}` }),
    )
    expect((await service.get('/healthz')).status).toBe(200)
    const asked = performance.now()
    service.child.kill('SIGTERM')
    const texts = (await Promise.all(answers)).map(textOf)
    expect((await service.ended).exit).toBe(0)
    expect(told(texts, service).map((text) => text.includes('Not saved'))).toEqual([true, true, true])
    expect(performance.now() - asked).toBeLessThan(10_000)
    neighbour.close()
    expect(recorded(service.path)).toBe(0)
  })

  test('in the middle of a rush: everybody in it has a receipt for what is recorded, or was not heard', async () => {
    service = await startService()
    const answers = Array.from({ length: 30 }, (_, number) =>
      service.command(`${UPDATE} ${number}`, { trigger: `t${number}` }).then(textOf, () => 'not heard'),
    )
    await Promise.race(answers)
    service.child.kill('SIGTERM')
    const texts = await Promise.all(answers)
    expect((await service.ended).exit).toBe(0)
    const all = told(texts, service)
    expect(all).toHaveLength(30)
    expect(all.filter((text) => !/Recorded: C2|Not saved|not heard/.test(text))).toEqual([])
    expect(recorded(service.path)).toBe(all.filter((text) => text.includes('Recorded: C2')).length)
  })

  test('while it starts, and the platform does not answer: the service ends within ten seconds', async () => {
    service = await startService({ isReady: false })
    service.stub.misbehave('auth.test', { kind: 'late', isDone: false })
    await service.stub.called('auth.test')
    const asked = performance.now()
    service.child.kill('SIGTERM')
    expect((await service.ended).exit).toBe(0)
    expect(performance.now() - asked).toBeLessThan(10_000)
  })

  test('while a message is on its way: the service ends within ten seconds', async () => {
    service = await startService()
    service.stub.misbehave('chat.postMessage', { kind: 'late', isDone: true })
    await service.command('tell coordinator the papers are late')
    await service.stub.called('chat.postMessage')
    const asked = performance.now()
    service.child.kill('SIGTERM')
    expect((await service.ended).exit).toBe(0)
    expect(performance.now() - asked).toBeLessThan(10_000)
  })
})

describe('before it starts', () => {
  test('a damaged file stops it with one sentence', async () => {
    service = await startService()
    service.child.kill('SIGTERM')
    await service.ended
    const sqlite = new SqliteDatabase(service.path)
    const pages = Number(sqlite.pragma('page_count', { simple: true }))
    sqlite.close()
    const bytes = Buffer.alloc(4_096 * (pages - 4), 0xff)
    const file = openSync(service.path, 'r+')
    writeSync(file, bytes, 0, bytes.length, 4_096 * 4)
    closeSync(file)
    const { exit, errors } = await service.shell.run(['start'], { env: service.env })
    expect(exit).toBe(1)
    expect(errors).toMatch(/^wsoa: The database file is damaged\. Restore it from a backup\./)
  })
})
