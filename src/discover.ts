import { readdir } from 'node:fs/promises'
import type { Command, Commands } from './command.ts'
import type { Digest } from './digest.ts'
import type { Policies } from './domain/plan.ts'
import type { PlatformFile } from './platform.ts'
import type { Settings } from './settings.ts'

/** Every file in `commands/` is a command of that name; nothing is registered anywhere. */
export async function loadCommands(): Promise<Commands> {
  return new Map(await loadFolder<Command>('../commands/'))
}

let digests: Promise<ReadonlyMap<string, Digest>> | undefined

/** The digest that a body is sent: every file in `digests/` is one. */
export async function digestFor(body: string, policies: Policies): Promise<Digest> {
  digests ??= loadFolder<Digest>('../digests/')
  const found = [...(await digests).values()].find((digest) => digest.isFor(body, policies))
  if (!found) throw new Error(`no digest is for ${body}`)
  return found
}

/** The chat platforms that the settings ask for: a file in `src/platforms/` with a default export is one. */
export async function platformFiles(settings: Settings): Promise<readonly PlatformFile[]> {
  const files = await loadFolder<PlatformFile | undefined>('./platforms/')
  return [...files.values()].flatMap((file) => (file?.isConfigured(settings) ? [file] : []))
}

/** The default export of each file in a folder, by the file's name. */
async function loadFolder<Export>(folder: string): Promise<ReadonlyMap<string, Export>> {
  const place = new URL(folder, import.meta.url)
  const files = (await readdir(place)).filter((file) => /^[a-z-]+\.(js|ts)$/.test(file)).sort()
  const loaded = await Promise.all(
    files.map(async (file) => {
      const { default: found } = (await import(new URL(file, place).href)) as { default: Export }
      return [file.replace(/\.(js|ts)$/, ''), found] as const
    }),
  )
  return new Map(loaded)
}
