import { readdir } from 'node:fs/promises'
import type { PlatformFile } from './platform.ts'
import type { Settings } from './settings.ts'

const FOLDER = new URL('./platforms/', import.meta.url)

/** The chat platforms that the settings ask for: a file in `src/platforms/` with a default export is one. */
export async function platformFiles(settings: Settings): Promise<readonly PlatformFile[]> {
  const files = (await readdir(FOLDER)).filter((file) => /^[a-z-]+\.(js|ts)$/.test(file)).sort()
  const loaded = await Promise.all(
    files.map(async (file) => {
      const { default: platform } = (await import(new URL(file, FOLDER).href)) as { default?: PlatformFile }
      return platform ? [platform] : []
    }),
  )
  return loaded.flat().filter((platform) => platform.isConfigured(settings))
}
