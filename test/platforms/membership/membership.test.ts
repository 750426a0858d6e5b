import { expect, test } from 'vitest'
import { createMembership, type Standing } from '../../../src/platforms/membership/membership.ts'

const MEMBER: Standing<string, string> = { kind: 'member', profile: 'Ann' }
const GUEST: Standing<string, string> = { kind: 'outsider', refusal: 'guest' }
const never = () => new Promise<never>(() => {})
const fails = async () => {
  throw new Error('down')
}

function start() {
  let now = 0
  const failures: unknown[] = []
  const find = createMembership<string, string>({
    machineNow: () => new Date(now),
    patience: 20,
    failed: (error) => failures.push(error),
  })
  return {
    find,
    failures,
    pass: (minutes: number) => {
      now += minutes * 60_000
    },
  }
}

test.each([
  ['a guest', GUEST],
  ['a member', MEMBER],
])('the platform is asked about %s once in five minutes', async (_, standing) => {
  const { find, pass } = start()
  expect(await find('a', async () => standing)).toEqual(standing)
  expect(await find('a', never)).toEqual(standing)
  pass(6)
  const other = standing === GUEST ? MEMBER : GUEST
  expect(await find('a', async () => other)).toEqual(other)
})

test.each([
  ['hangs', never],
  ['fails', fails],
])('while it %s, a member is unsure and whoever was refused stays refused', async (_, ask) => {
  const { find, pass } = start()
  await find('member', async () => MEMBER)
  await find('guest', async () => GUEST)
  pass(6)
  expect(await find('member', ask)).toEqual({ kind: 'unsure', profile: 'Ann' })
  expect(await find('guest', ask)).toEqual(GUEST)
  expect(await find('nobody', ask)).toEqual({ kind: 'unsure', profile: undefined })
})

test('it is asked once at a time, and again after it failed', async () => {
  const { find, failures } = start()
  let asked = 0
  let answer: (standing: Standing<string, string>) => void = () => {}
  const ask = () => {
    asked += 1
    return new Promise<Standing<string, string>>((resolve) => {
      answer = resolve
    })
  }
  await Promise.all([find('a', ask), find('a', ask), find('b', fails)])
  expect([asked, failures.length]).toEqual([1, 1])
  const later = find('a', ask)
  answer(MEMBER)
  expect(await later).toEqual(MEMBER)
  expect(await find('b', async () => GUEST)).toEqual(GUEST)
})

test('a clock that is set far back does not keep what was known', async () => {
  const { find, pass } = start()
  await find('a', async () => MEMBER)
  pass(-60)
  expect(await find('a', async () => GUEST)).toEqual(GUEST)
})
