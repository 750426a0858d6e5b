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

/** The first words of the commands, without loading one. */
export async function commandVerbs(): Promise<readonly string[]> {
  const names = await namesIn(new URL('../commands/', import.meta.url))
  return [...new Set(names.map((name) => name.split('-')[0] ?? name))]
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
  const ending = import.meta.url.endsWith('.js') ? 'js' : 'ts'
  const loaded = await Promise.all(
    (await namesIn(place)).map(async (name) => {
      const { default: found } = (await import(new URL(`${name}.${ending}`, place).href)) as {
        default: Export
      }
      return [name, found] as const
    }),
  )
  return new Map(loaded)
}

async function namesIn(folder: URL): Promise<readonly string[]> {
  const files = (await readdir(folder)).filter((file) => FILE.test(file)).sort()
  return files.map((file) => file.replace(FILE, '$1'))
}

const FILE = /^([a-z-]+)\.(?:js|ts)$/
