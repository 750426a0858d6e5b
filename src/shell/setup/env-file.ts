import { chmodSync, copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { SetupError } from '../../errors.ts'
import { SECRETS } from '../../settings.ts'
import { projectFile } from '../project.ts'

const FILE = '.env'
/** Nobody else on this machine may read it. */
const OWNER_ONLY = 0o600

export type Values = Readonly<Record<string, string>>

/** The text of `.env` with other values; every other line stays. Without such a file, the example with them filled in. */
export function withValues(values: Values): string {
  const lines = readFileSync(existsSync(FILE) ? FILE : projectFile('.env.example'), 'utf8').split('\n')
  const left = new Map(Object.entries(values))
  const text = lines.map((line) => {
    const name = line.match(/^\s*(?:export\s+)?(\w+)\s*=/)?.[1]
    const value = name === undefined ? undefined : left.get(name)
    if (name === undefined || value === undefined) return line
    left.delete(name)
    return lineOf(name, value)
  })
  const added = [...left].map(([name, value]) => lineOf(name, value))
  return added.length === 0 ? text.join('\n') : `${text.join('\n').trimEnd()}\n${added.join('\n')}\n`
}

function lineOf(name: string, value: string): string {
  if (/^[\w@%+=:,./~-]*$/.test(value)) return `${name}=${value}`
  const quote = ['"', "'", '`'].find((each) => !value.includes(each))
  // What is written has to be read as the same again, by whatever reads such files.
  if (quote === undefined || /[\r\n\\$]/.test(value))
    throw new SetupError(
      `${name} holds characters that .env cannot take. Nothing was written. Put it into a file of its own and set ${name}_FILE.`,
    )
  return `${name}=${quote}${value}${quote}`
}

/** What a new text would change, a sentence each; of a secret only that it changes. */
export function changesIn(
  text: string,
): readonly { readonly name: string; readonly text: string; readonly isOver: boolean }[] {
  const before: NodeJS.Dict<string> = existsSync(FILE) ? parseEnv(readFileSync(FILE, 'utf8')) : {}
  const secrets: readonly string[] = SECRETS
  return Object.entries(parseEnv(text)).flatMap(([name, value = '']) => {
    const was = before[name] ?? ''
    if (was === value) return []
    const isOver = was !== ''
    const shown = (each: string) => (secrets.includes(name) && name !== 'DATABASE_URL' ? '••••••••' : each)
    return [
      {
        name,
        isOver,
        text: isOver ? `${name}: ${shown(was)} → ${shown(value)}` : `${name}: ${shown(value)}`,
      },
    ]
  })
}

/** Writes it whole or not at all, and keeps a copy of what was there. Answers with the name of the copy. */
export function writeEnv(text: string, at: Date): string | undefined {
  const copy = existsSync(FILE) ? `${FILE}.${at.toISOString().replace(/[-:]|\..*/g, '')}` : undefined
  if (copy !== undefined) {
    copyFileSync(FILE, copy)
    chmodSync(copy, OWNER_ONLY)
  }
  const beside = `${FILE}.new`
  writeFileSync(beside, text, { mode: OWNER_ONLY })
  chmodSync(beside, OWNER_ONLY)
  renameSync(beside, FILE)
  return copy
}
