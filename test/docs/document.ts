import { readdirSync, readFileSync } from 'node:fs'
import { projectFile } from '../../src/shell/project.ts'

/** A fenced block of a document. */
export interface Block {
  readonly language: string
  readonly text: string
  /** The line of its opening fence. */
  readonly line: number
}

export const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(projectFile('docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .sort(),
]

export function readDocument(path: string): string {
  return readFileSync(projectFile(path), 'utf8')
}

/** All fenced blocks in their order, without the indentation that a list gives them. */
export function blocksOf(document: string): readonly Block[] {
  return [...document.matchAll(/^( *)```(\w+)\n(.*?)^ *```$/gms)].map(
    ({ 1: indent = '', 2: language = '', 3: text = '', index }) => ({
      language,
      text: text.replace(new RegExp(`^${indent}`, 'gm'), ''),
      line: document.slice(0, index).split('\n').length,
    }),
  )
}
