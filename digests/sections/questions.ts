import { chairsQuestions } from '../../src/domain/chairs-questions.ts'
import type { Section, Told } from './section.ts'

/** Questions that a chair could ask, each found by a rule. */
export function questions(told: Told): Section {
  const asked = chairsQuestions(told)
  return {
    name: 'chair’s questions',
    heading: 'Questions a chair could ask',
    blocks: asked.length === 0 ? [] : [{ kind: 'list', items: asked.map(({ text }) => text) }],
  }
}
