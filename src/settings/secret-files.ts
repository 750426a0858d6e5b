import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a setting that may be in a file of its own is called then. */
export function fileNameOf(name: string): string {
  return `${name}_FILE`
}

/**
 * The file in which systemd hands a secret over (`LoadCredential`), by the name of its setting; a folder of credentials puts a word
 * before each name. Undefined when there is none.
 */
export function credentialOf(
  { CREDENTIALS_DIRECTORY: folder }: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  if (folder === undefined) return undefined
  return [name, `wsoa_${name}`].map((file) => join(folder, file)).find((file) => existsSync(file))
}

/** The values of secrets that are in files of their own, and what is wrong with them. */
export function readSecretFiles(
  environment: Readonly<Record<string, string>>,
  secrets: readonly string[],
): { readonly values: Readonly<Record<string, string>>; readonly problems: readonly string[] } {
  const values: Record<string, string> = {}
  const problems: string[] = []
  for (const name of secrets) {
    const given = environment[fileNameOf(name)]
    const credential = credentialOf(environment, name)
    const path = given ?? credential
    if (path === undefined) continue
    if (environment[name] !== undefined || (given !== undefined && credential !== undefined)) {
      const other = given === undefined ? `the credential ${name}` : fileNameOf(name)
      const one = environment[name] === undefined ? `the credential ${name}` : name
      problems.push(`${one} and ${other} are both set: remove one of them.`)
      continue
    }
    const text = textIn(path)
    if (text) values[name] = text
    else
      problems.push(
        `${given === undefined ? `The credential ${name}` : `${fileNameOf(name)} names a file that`} ${text === '' ? 'is empty' : 'cannot be read'}: expected a text file with the secret alone, which this user may read.`,
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
