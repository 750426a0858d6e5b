import { expect, test } from 'vitest'
import { createTestApp, planFrom, SAMPLE } from '../support/app.ts'
import { factsOf } from './facts.ts'

const facts = factsOf<{
  significant_weaknesses: readonly { id: string; wsoa_area: string }[]
  areas_for_development: readonly { id: string }[]
}>('inspection-findings-2019')
const { findings = [], items } = planFrom(SAMPLE)
const { findings: reviewed = [] } = planFrom('data/plans/thurrock-peer-review-2017.yaml')
const ofInspection = findings.filter(({ source }) => source?.startsWith('Inspection letter of 10 April 2019'))
const ofReview = findings.filter(({ source }) => source?.startsWith('Peer review of June 2017'))

test('the sample has every finding of the inspection letter, in its order', () => {
  expect(ofInspection.map(({ ref }) => ref)).toEqual(
    [...facts.significant_weaknesses, ...facts.areas_for_development].map(({ id }) => id),
  )
  expect(ofInspection).toHaveLength(33)
})

test('the three weaknesses are matched to their areas by the plan, and whatever else is linked says that it is by subject', () => {
  for (const { id, wsoa_area: area } of facts.significant_weaknesses)
    expect(findings.find(({ ref }) => ref === id)?.items).toEqual([area])
  const weaknesses = facts.significant_weaknesses.map(({ id }) => id)
  for (const { ref, items: linked, source } of findings.filter((each) => !weaknesses.includes(each.ref)))
    expect(source?.endsWith('linked by subject'), ref).toBe(linked.length > 0)
})

test('what the peer review of 2017 found bears the reference and the words of the peer review’s own plan', () => {
  expect(ofReview).toHaveLength(5)
  expect(ofInspection.length + ofReview.length).toBe(findings.length)
  for (const { ref, text, items: linked } of ofReview) {
    expect(reviewed.find((each) => each.ref === ref)?.text, ref).toBe(text)
    expect(items.filter((item) => linked.includes(item.ref))).toHaveLength(linked.length)
  }
})

test('a finding that is linked with no item is told by about, and why tells those that are linked', async () => {
  const bot = await createTestApp()
  expect(await bot.say('about')).toContain('M01: The Local Offer is little known')
  expect(await bot.say('about')).toContain('(Inspection letter of 10 April 2019; linked with no item)')
  expect(await bot.say('why A3')).toContain(
    'P3: Governance is complex and does not hang together (Peer review of June 2017; linked by subject; answered by A3)',
  )
  await bot.close()
})
