import { readdir } from 'node:fs/promises'
import type { Command, Commands } from './command.ts'

const FOLDER = new URL('../commands/', import.meta.url)

/** Every file in `commands/` is a command of that name; nothing is registered anywhere. */
export async function loadCommands(): Promise<Commands> {
  const files = (await readdir(FOLDER)).filter((file) => /^[a-z-]+\.(js|ts)$/.test(file)).sort()
  const loaded = await Promise.all(
    files.map(async (file) => {
      const { default: command } = (await import(new URL(file, FOLDER).href)) as { default: Command }
      return [file.replace(/\.(js|ts)$/, ''), command] as const
    }),
  )
  return new Map(loaded)
}
