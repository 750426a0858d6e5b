import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SetupError } from '../errors.ts'

/** The path of a file that ships with the project, whether running from source or compiled. */
export function projectFile(path: string): string {
  return join(root(), path)
}

function root(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder))
      throw new SetupError(`There is no package.json above ${here}. Install wsoa again.`)
  }
}
