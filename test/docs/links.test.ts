import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFile } from '../../src/shell/project.ts'
import { DOCUMENTS, readDocument } from './document.ts'

test.each(DOCUMENTS)('%s links to files that are there', (path) => {
  const targets = [...readDocument(path).matchAll(/\]\(([^):#]+)[^):]*\)|src="([^"]+)"/g)].map(
    ([, link, image]) => join(dirname(path), link ?? image ?? ''),
  )
  expect(targets.filter((target) => !existsSync(projectFile(target)))).toEqual([])
})

test('the README can be read in one sitting', () => {
  expect(readDocument('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150)
})
