import { readFileSync } from 'node:fs'

/** What a setting that may be in a file of its own is called then. */
export function fileNameOf(name: string): string {
  return `${name}_FILE`
}

/** The values of secrets that are in files of their own, and what is wrong with them. */
export function readSecretFiles(
  environment: Readonly<Record<string, string>>,
  secrets: readonly string[],
): { readonly values: Readonly<Record<string, string>>; readonly problems: readonly string[] } {
  const values: Record<string, string> = {}
  const problems: string[] = []
  for (const name of secrets) {
    const path = environment[fileNameOf(name)]
    if (path === undefined) continue
    if (environment[name] !== undefined) {
      problems.push(`${name} and ${fileNameOf(name)} are both set: remove one of them.`)
      continue
    }
    const text = textIn(path)
    if (text) values[name] = text
    else
      problems.push(
        `${fileNameOf(name)} names a file that ${text === '' ? 'is empty' : 'cannot be read'}: expected a text file with the secret alone, which this user may read.`,
      )
  }
  return { values, problems }
}

/** No secret of ours is longer. */
const MOST_CHARACTERS = 10_000

function textIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').slice(0, MOST_CHARACTERS).trim()
  } catch {
    return undefined
  }
}
