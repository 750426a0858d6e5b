import { readFileSync } from 'node:fs'
import { arranged, type PlanFile } from '../../src/plan-file/arranged.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { planFile } from '../../src/plan-file/schema.ts'
import { projectFile } from '../../src/shell/project.ts'

export const AREAS = 6
export const ACTIONS_OF_AREA = 10
export const PARTS_OF_ACTION = 10
const OFFICERS = 24

export function samplePlan(): PlanFile {
  const { plan } = readPlanFile(readFileSync(projectFile('data/plans/thurrock-wsoa-2019.yaml'), 'utf8'))
  if (!plan) throw new Error('the sample plan has errors')
  return plan
}

/** A plan of 100 sub-actions in each area, with the sample's key, boards and policies. */
export function largePlan(areas = AREAS): PlanFile {
  const { scale, policies: sample, timeZone } = samplePlan()
  const { signOffLevel: _, ...policies } = sample
  const [group] = policies.recommends
  const written = planFile.parse({
    code: 'large',
    title: `A plan of ${areas * ACTIONS_OF_AREA * PARTS_OF_ACTION} sub-actions`,
    version: '1',
    source: 'generated',
    timeZone,
    scale,
    policies,
    notes: [],
    roles: numbers(OFFICERS).map((officer) => ({ code: roleCode(officer), title: `Officer ${officer}` })),
    bodies: [group, policies.decidesDates].map((code) => ({
      code,
      name: code === group ? 'SEND Operational Group' : 'SEND Improvement Board',
      aliases: code === group ? ['group'] : ['board'],
      cadence: [{ every: '1 month', from: '2017-11-02', time: '14:00' }],
    })),
    areas: numbers(areas).map((area) => ({
      code: areaCode(area),
      title: `Area of concern ${areaCode(area)}`,
      actions: numbers(ACTIONS_OF_AREA).map((action) => ({
        ref: `${areaCode(area)}${action + 1}`,
        title: `Improve what action ${action + 1} of area ${areaCode(area)} is about`,
        lead: action % 3 === 0 ? null : roleCode(area + action),
        subActions: numbers(PARTS_OF_ACTION).map((part) => partOf(area, action, part)),
      })),
    })),
  })
  return arranged(written).plan
}

function partOf(area: number, action: number, part: number) {
  const number = (area * ACTIONS_OF_AREA + action) * PARTS_OF_ACTION + part
  const due = `${2018 + (number % 5)}-${String((number % 12) + 1).padStart(2, '0')}`
  const isOngoing = number % 20 === 0
  return {
    ref: `${areaCode(area)}${action + 1}(${String.fromCharCode(97 + part)})`,
    title: `Part ${part + 1}: agree the pathway, train those who use it and check that it holds`,
    owners: [roleCode(number), ...(number % 4 === 0 ? [roleCode(number + 7)] : [])],
    start: '2017-09-01',
    due: isOngoing ? null : { on: due, asGiven: due },
    ongoing: isOngoing,
    revisions: number % 5 === 0 && !isOngoing ? [{ due: { on: '2021-03', asGiven: 'Mar 2021' } }] : [],
  }
}

function roleCode(number: number): string {
  return `R${String((number % OFFICERS) + 1).padStart(2, '0')}`
}

function areaCode(area: number): string {
  return String.fromCharCode(65 + area)
}

function numbers(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index)
}
