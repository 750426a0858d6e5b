import { readdir } from 'node:fs/promises'
import type { Digest } from './digest.ts'
import type { Policies } from './domain/plan.ts'

const FOLDER = new URL('../digests/', import.meta.url)

let loading: Promise<readonly Digest[]> | undefined

/** The digest that a body is told by: every file in `digests/` is one; nothing is registered anywhere. */
export async function digestFor(body: string, policies: Policies): Promise<Digest> {
  loading ??= loadDigests()
  const found = (await loading).find((digest) => digest.isFor(body, policies))
  if (!found) throw new Error(`no digest is for ${body}`)
  return found
}

async function loadDigests(): Promise<readonly Digest[]> {
  const files = (await readdir(FOLDER)).filter((file) => /^[a-z-]+\.(js|ts)$/.test(file)).sort()
  return Promise.all(
    files.map(async (file) => {
      const { default: digest } = (await import(new URL(file, FOLDER).href)) as { default: Digest }
      return digest
    }),
  )
}
