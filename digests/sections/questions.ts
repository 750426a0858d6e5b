import { chairsQuestions } from '../../src/domain/chairs-questions.ts'
import type { ComparedEdition, Section } from './section.ts'

export function questions(edition: ComparedEdition): Section {
  const found = chairsQuestions(edition)
  return {
    name: 'chair’s questions',
    heading: 'Questions a chair could ask',
    blocks: found.length === 0 ? [] : [{ kind: 'list', items: found.map(({ text }) => text) }],
  }
}
