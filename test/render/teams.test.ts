import { expect, test } from 'vitest'
import { renderTeams } from '../../src/render/teams.ts'
import { hasCardSchema, parserProblems, schemaProblems } from '../support/adaptive-cards.ts'
import { sampleMessage } from './sample.ts'

test('sample', () => {
  const [page] = renderTeams(sampleMessage('word'))
  expect(parserProblems(page?.card)).toEqual([])
  expect(hasCardSchema).toBe(true)
  expect(schemaProblems(page?.card ?? {})).toEqual([])
})
test('seen', () => {
  expect(parserProblems({type:'AdaptiveCard', version:'1.5', body:[{type:'TextBlok'}, {type:'Input.Text', label: 'x'}, {type:'Input.Text', id: 'x'}]})).toEqual([])
})
