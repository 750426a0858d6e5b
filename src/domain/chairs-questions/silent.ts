import { isSilentTwice } from '../counts.ts'
import { listed } from '../format.ts'
import type { QuestionRule } from '../question-rule.ts'

/** Owners asked by name, at most. */
const MOST_OWNERS = 3

/** Unfinished, and nobody has reported on it for two reporting periods. */
export const silent: QuestionRule = {
  find: ({ facts }) => facts.items.filter((item) => item.counted && isSilentTwice(item, facts.period)),
  ask: (refs, found, { facts }) => {
    const never = found.filter(({ last }) => last === null).length
    const ever = never === found.length ? 'ever reported on' : 'reported for two periods on'
    const some = never > 0 && never < found.length ? ` (${never} of them never)` : ''
    const owners = [...new Set(found.flatMap((item) => item.owners))]
    const who = owners.length > 0 && owners.length <= MOST_OWNERS ? `, ${listed(owners)}` : ''
    return `Nobody has ${ever} ${refs}, ${found.length} of ${facts.counts.unfinished} unfinished${some}: how ${found.length === 1 ? 'does it' : 'do they'} stand${who}?`
  },
}
