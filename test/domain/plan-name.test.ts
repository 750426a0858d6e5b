import { describe, expect, test } from 'vitest'
import { planCalled, planNamed } from '../../src/domain/plan-name.ts'

const PLANS = [
  { id: 1, code: 'thurrock-wsoa-2019', short: 'wsoa', title: 'Written Statement of Action' },
  { id: 2, code: 'sif-2016', short: 'sif', title: 'School Improvement Framework 2016–17' },
  { id: 3, code: 'peer', title: 'SEND Peer Review Plan' },
]

describe('a plan is named in a line', () => {
  test.each([
    ['sif R13', 2, 'R13'],
    ['SIF: overdue', 2, 'overdue'],
    ['in sif update R13 amber it slipped', 2, 'update R13 amber it slipped'],
    ['in wsoa, status C2', 1, 'status C2'],
    ['overdue in sif', 2, 'overdue'],
    ['what is overdue in SIF?', 2, 'what is overdue'],
    ['who owns 3 in the peer review plan', 3, 'who owns 3'],
    ['In the peer review plan: status 3', 3, 'status 3'],
    ['status 4 in the school improvement plan', 2, 'status 4'],
    ['status for sif-2016', 2, 'status'],
    ['list in the Written Statement of Action', 1, 'list'],
    ['wsoa', 1, ''],
  ])('%s', (line, id, rest) => {
    expect(planNamed(line, PLANS)).toMatchObject({ kind: 'one', id, rest })
  })

  test.each([
    ['overdue in all', 'overdue'],
    ['in all overdue', 'overdue'],
    ['what is overdue in all my plans?', 'what is overdue'],
    ['in all of my plans: due', 'due'],
  ])('or all of them: %s', (line, rest) => {
    expect(planNamed(line, PLANS)).toMatchObject({ kind: 'all', rest })
  })

  test('or some of them', () => {
    expect(planNamed('what is red in sif and wsoa?', PLANS)).toMatchObject({
      kind: 'several',
      ids: [2, 1],
      rest: 'what is red',
    })
    expect(planNamed('what is red in sif and nowhere', PLANS)).toBeUndefined()
  })

  test.each([
    'status C2',
    'C2 is amber in all areas but one',
    'C2 amber: agreed in the plan',
    'C2 amber, set out in the recovery plan',
    'C2 amber, ready in sifted form',
    'in May it was amber',
    'review 3',
  ])('but not in %s', (line) => {
    expect(planNamed(line, PLANS)).toBeUndefined()
  })
})

test('a plan is called by its short name, code, title or words of its title alone', () => {
  const idOf = (name: string) => planCalled(name, PLANS)?.id
  expect(
    ['sif', 'Peer', 'the peer review plan', 'improvement', 'written statement of action'].map(idOf),
  ).toEqual([2, 3, 3, 2, 1])
  expect(['plan', 'recovery', ''].map(idOf)).toEqual([undefined, undefined, undefined])
})
