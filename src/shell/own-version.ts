import { readFile } from 'node:fs/promises'
import { projectFile } from './project.ts'

/** The version of the program, as its package says. */
export async function ownVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(projectFile('package.json'), 'utf8')) as { version: string }
  return version
}
